using CliWrap;
using Kube2Haproxy.Daemons.Files;
using Kube2Haproxy.TestSupport;

namespace Kube2Haproxy.IntegrationTests.Daemons;

/// <summary>A file system with room for one configuration, and not for two.</summary>
public sealed class FullDiskTests : IAsyncLifetime
{
    private static readonly string Old = new('o', 20_000);
    private static readonly string New = new('n', 50_000);

    private readonly CancellationToken _stop = TestContext.Current.CancellationToken;
    private readonly TemporaryDirectory _directory = new();
    private bool _mounted;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Mounting a small file system needs root.");
        var mount = await Cli.Wrap("/bin/mount").WithArguments(["-t", "tmpfs", "-o", "size=64k", "none", _directory.Path])
            .WithValidation(CommandResultValidation.None).ExecuteAsync(_stop);
        _mounted = mount.ExitCode == 0;
        Assert.SkipUnless(_mounted, "No file system can be mounted here.");
    }

    [Fact]
    public void The_file_stays_whole_and_nothing_half_written_stays_beside_it()
    {
        var file = new ConfigurationFile(_directory["haproxy.cfg"]);
        File.WriteAllText(file.Path, Old);

        Should.Throw<IOException>(() => file.WriteCandidate(New));
        File.ReadAllText(file.Path).ShouldBe(Old);

        File.Exists(file.CandidatePath).ShouldBeFalse();

        file.WriteCandidate(New[..10_000]);
        file.AcceptCandidate();
        File.ReadAllText(file.Path).ShouldBe(New[..10_000]);
    }

    [Fact]
    public void A_last_good_file_that_finds_no_room_leaves_the_one_before()
    {
        var file = new ConfigurationFile(_directory["haproxy.cfg"]);
        file.KeepAsLastGood(Old[..10_000], "");
        File.WriteAllText(file.Path, Old);

        Should.Throw<IOException>(() => file.KeepAsLastGood(New, ""));

        File.ReadAllText(file.LastGoodPath).ShouldBe(Old[..10_000]);
        File.ReadAllText(file.Path).ShouldBe(Old);
    }

    public async ValueTask DisposeAsync()
    {
        if (_mounted)
            await Cli.Wrap("/bin/umount").WithArguments(_directory.Path).ExecuteAsync(CancellationToken.None);

        _directory.Dispose();
    }
}
