using Kube2Haproxy.Core.Pausing;
using Kube2Haproxy.Daemons.Pausing;
using Kube2Haproxy.TestSupport;

namespace Kube2Haproxy.UnitTests.Daemons.Pausing;

public sealed class PauseFileTests : IDisposable
{
    private static readonly DateTime Written = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    private readonly TemporaryDirectory _directory = new();

    private PauseFile Pause => field ??= new PauseFile(_directory["pause"]);

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("upgrade", "alice")]
    [InlineData("upgrade", null)]
    [InlineData(null, "alice")]
    [InlineData(null, null)]
    public void What_is_written_is_read_again(string? reason, string? by)
    {
        Pause.Write(reason, by);

        Pause.Exists.ShouldBeTrue();
        Pause.Read().ShouldBe(new Pause(File.GetLastWriteTimeUtc(Pause.Path), by, reason));
        File.GetUnixFileMode(Pause.Path).ToString().ShouldBe("OtherRead, GroupRead, UserWrite, UserRead");
        Directory.GetFiles(_directory.Path).ShouldBe([Pause.Path]);

        Pause.Remove();
        Pause.Exists.ShouldBeFalse();
        Pause.Read().ShouldBeNull();
    }

    [Theory]
    [InlineData("", null, null)]
    [InlineData("\n", null, null)]
    [InlineData("by hand", "by hand", null)]
    [InlineData("by hand\r\n\r\nby: bob\r\n", "by hand", "bob")]
    [InlineData("by: bob", "by: bob", null)]
    [InlineData("\u001b[2Ja\u202eb\tc\0", "[2Jabc", null)]
    public void A_file_made_by_hand_pauses_too(string text, string? reason, string? by)
    {
        Write(text);

        Pause.Read().ShouldBe(new Pause(Written, by, reason));
    }

    [Fact]
    public void A_reason_is_one_line_and_cut()
    {
        Pause.Write("first\nby: mallory", "alice");
        Pause.Read().ShouldNotBeNull().Reason.ShouldBe("first");
        Pause.Read().ShouldNotBeNull().By.ShouldBe("alice");

        Write(new string('x', 1_000_000) + "\nby: alice");
        Pause.Read().ShouldNotBeNull().Reason.ShouldBe(new string('x', 200));
    }

    [Fact]
    public void One_that_is_no_text_pauses_too()
    {
        File.WriteAllBytes(Pause.Path, [0xff, 0xfe, 0x00, 0xff, 0x0a, 0xff]);

        Pause.Read().ShouldNotBeNull();
    }

    [Fact]
    public async Task A_pipe_pauses_too_and_is_not_waited_for()
    {
        using var mkfifo = System.Diagnostics.Process.Start("/usr/bin/mkfifo", [Pause.Path]);
        await mkfifo.WaitForExitAsync(TestContext.Current.CancellationToken);

        Pause.Read().ShouldNotBeNull().Reason.ShouldBeNull();
    }

    [Fact]
    public void A_directory_that_is_not_there_is_no_pause()
    {
        var pause = new PauseFile(_directory["later/pause"]);

        pause.Exists.ShouldBeFalse();
        pause.Read().ShouldBeNull();
        Should.Throw<IOException>(() => pause.Write("upgrade", "alice"));
    }

    private void Write(string text)
    {
        File.WriteAllText(Pause.Path, text);
        File.SetLastWriteTimeUtc(Pause.Path, Written);
    }
}
