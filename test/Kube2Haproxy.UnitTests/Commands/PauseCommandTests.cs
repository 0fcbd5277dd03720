using Kube2Haproxy.Commands;
using Kube2Haproxy.Daemons.Pausing;
using Kube2Haproxy.TestSupport;

namespace Kube2Haproxy.UnitTests.Commands;

/// <summary><c>pause</c> and <c>resume</c> where no daemon can be asked: Server:Port is 0.</summary>
public sealed class PauseCommandTests : IDisposable
{
    private const string NobodyPauses = "No daemon answers here: one that runs pauses within a second, and one that starts begins paused.\n";
    private const string NobodyResumes = "No daemon answers here: one that runs resumes within a second, and one that starts is not paused.\n";

    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private readonly Signals _signals = new();
    private readonly TemporaryDirectory _directory = new();
    private readonly Dictionary<string, string> _environment = new() { ["KUBE2HAPROXY_Server__Port"] = "0", ["SUDO_USER"] = "alice" };

    public PauseCommandTests() => PauseAt(_directory["pause"]);

    private PauseFile File => new(_environment["KUBE2HAPROXY_Safety__PauseFile"]);

    public void Dispose()
    {
        _signals.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Pause_writes_who_and_why_and_resume_removes_it()
    {
        (await InvokeAsync("pause", "--reason", "new HAProxy")).ShouldBe(
            $"Paused: {File.Path} is written; nothing is applied here until `kube2haproxy resume`.\n{NobodyPauses}");
        File.Read().ShouldNotBeNull().By.ShouldBe("alice");
        File.Read().ShouldNotBeNull().Reason.ShouldBe("new HAProxy");

        (await InvokeAsync("resume")).ShouldBe($"Resumed: {File.Path} is removed; the newest state is applied.\n{NobodyResumes}");
        File.Exists.ShouldBeFalse();
    }

    [Fact]
    public async Task A_pause_that_is_there_stays_as_it_is()
    {
        await InvokeAsync("pause", "--reason", "new HAProxy");
        _environment["SUDO_USER"] = "bob";

        (await InvokeAsync("pause", "--reason", "other")).ShouldMatch(
            @"^Paused already, since \S+Z by alice; nothing is applied until `kube2haproxy resume`\. Reason: new HAProxy\nNo daemon answers ");
        File.Read().ShouldNotBeNull().Reason.ShouldBe("new HAProxy");
    }

    [Fact]
    public async Task Without_sudo_it_is_the_user_of_the_process()
    {
        _environment.Remove("SUDO_USER");

        await InvokeAsync("pause");

        File.Read().ShouldNotBeNull().By.ShouldBe(Environment.UserName);
        File.Read().ShouldNotBeNull().Reason.ShouldBeNull();
    }

    [Fact]
    public async Task Resume_where_there_is_no_pause_says_so() =>
        (await InvokeAsync("resume")).ShouldBe($"Not paused: there is no {File.Path}.\n{NobodyResumes}");

    [Fact]
    public async Task A_file_that_cannot_be_written_is_one_line_with_the_remedy()
    {
        PauseAt(_directory["later/pause"]);

        (await InvokeAsync(["pause"], ExitCode.Unavailable)).ShouldBeEmpty();

        _error.ToString().ShouldMatch(
            $@"^kube2haproxy: {File.Path} \(Safety:PauseFile\) cannot be written: [^\n]*\. Its directory, {_directory["later"]}, must exist, and "
            + @"this user must be able to write in it: try sudo\.\n$");
    }

    [Fact]
    public async Task A_wrong_setting_pauses_nothing()
    {
        PauseAt("pause");

        await InvokeAsync(["pause"], ExitCode.Configuration);

        _error.ToString().ShouldContain("Safety:PauseFile (KUBE2HAPROXY_Safety__PauseFile) is \"pause\"; it must be the absolute path of a file.");
    }

    private void PauseAt(string path) => _environment["KUBE2HAPROXY_Safety__PauseFile"] = path;

    private Task<string> InvokeAsync(params string[] arguments) => InvokeAsync(arguments, ExitCode.Success);

    /// <returns>What it printed.</returns>
    private async Task<string> InvokeAsync(string[] arguments, int exitCode)
    {
        _output.GetStringBuilder().Clear();
        (await CommandLine.InvokeAsync(arguments, new Surroundings(_environment, [], _output, _error), _signals))
            .ShouldBe(exitCode, _error.ToString());
        return _output.ToString();
    }
}
