using CliWrap;
using CliWrap.Buffered;
using Kube2Haproxy.TestSupport;

namespace Kube2Haproxy.EndToEndTests;

public sealed class PublishedBinaryTests
{
    private readonly CancellationToken _stop = TestContext.Current.CancellationToken;

    [Fact]
    public void It_is_one_file() =>
        Directory.GetFileSystemEntries(Path.GetDirectoryName(PublishedBinary.File)!).ShouldBe([PublishedBinary.File]);

    [Fact]
    public async Task It_runs_in_an_emptied_environment_where_there_is_no_dotnet()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Hiding the .NET of this machine needs root.");
        using var directory = new TemporaryDirectory();
        string[] hidden =
        [
            .. new[]
            {
                "/usr/share/dotnet", "/usr/lib/dotnet", Environment.GetEnvironmentVariable("DOTNET_ROOT"),
                Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".dotnet"),
            }.OfType<string>().Where(Directory.Exists),
        ];

        // The binary is copied out first: hiding must not hide it.
        var binary = directory["kube2haproxy"];
        File.Copy(PublishedBinary.File, binary);
        var script = string.Concat(hidden.Select(path => $"mount -t tmpfs none '{path}'\n")) +
            "if dotnet --version 2>/dev/null; then echo 'dotnet is still there' >&2; exit 1; fi\n" +
            $"exec env -i '{binary}' --version\n";

        var run = await Cli.Wrap("/usr/bin/unshare").WithArguments(["--mount", "sh", "-e", "-c", script])
            .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(_stop);

        run.StandardOutput.ShouldMatch(@"^kube2haproxy \d+\.\d+\.\d+\n$", run.StandardError);
        run.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task It_needs_no_library_but_those_of_every_debian()
    {
        var ldd = await Cli.Wrap("/usr/bin/ldd").WithArguments(PublishedBinary.File)
            .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(_stop);

        // Without these two it would have listed nothing, and anything would do.
        ldd.ExitCode.ShouldBe(0, ldd.StandardError);
        ldd.StandardOutput.ShouldContain("libc.so.6");
        ldd.StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(line => line.Split(' ')[0].Split('/')[^1])
            .Where(library => !library.StartsWith("ld-linux", StringComparison.Ordinal) && library != "linux-vdso.so.1")
            .ShouldBeSubsetOf(["libpthread.so.0", "libdl.so.2", "librt.so.1", "libm.so.6", "libc.so.6", "libstdc++.so.6", "libgcc_s.so.1"]);
    }
}
