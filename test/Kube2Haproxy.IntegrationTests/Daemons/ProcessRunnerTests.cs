using Kube2Haproxy.Daemons.Processes;
using Microsoft.Extensions.Time.Testing;

namespace Kube2Haproxy.IntegrationTests.Daemons;

public sealed class ProcessRunnerTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly CancellationToken _stop = TestContext.Current.CancellationToken;
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Both_streams_and_the_code_are_told() =>
        (await RunAsync("echo out; echo err >&2; exit 3")).ShouldBeOfType<ProcessResult.Exited>().ShouldSatisfyAllConditions(
            result => result.Code.ShouldBe(3),
            result => result.Output.Split('\n').ShouldBe(["out", "err"], ignoreOrder: true));

    [Fact]
    public async Task Output_larger_than_a_pipe_is_read_to_its_end() =>
        (await RunAsync("head -c 1000000 /dev/zero | tr '\\0' x")).ShouldBeOfType<ProcessResult.Exited>().Output.Length.ShouldBe(1_000_000);

    [Fact]
    public async Task It_has_no_input_to_wait_for() => (await RunAsync("cat")).ShouldBe(new ProcessResult.Exited(0, ""));

    [Fact]
    public async Task What_systemd_says_to_the_daemon_is_not_for_its_children()
    {
        Environment.SetEnvironmentVariable("NOTIFY_SOCKET", "/nonexistent");
        try
        {
            (await RunAsync("echo \"<$NOTIFY_SOCKET>\"")).ShouldBe(new ProcessResult.Exited(0, "<>"));
        }
        finally
        {
            Environment.SetEnvironmentVariable("NOTIFY_SOCKET", null);
        }
    }

    [Fact]
    public async Task In_the_background_it_leaves_the_processor_to_others() =>
        (await new ProcessRunner(_time).RunAsync(
            "/bin/sh", ["-c", "for i in $(seq 1000); do [ \"$(nice)\" = 10 ] && exit 3; sleep 0.01; done"], Limit, _stop, isInBackground: true))
        .ShouldBe(new ProcessResult.Exited(3, ""));

    [Fact]
    public async Task One_that_is_over_its_limit_is_ended_with_its_children()
    {
        using var directory = new TestSupport.TemporaryDirectory();
        var running = RunAsync($"sleep 1000 & echo $! > {directory["new"]}; mv {directory["new"]} {directory["pid"]}; wait");
        await TestSupport.Wait.UntilAsync(() => File.Exists(directory["pid"]), "the child runs", cancellationToken: _stop);

        _time.Advance(Limit);

        (await running).ShouldBe(new ProcessResult.TimedOut(Limit));
        var child = (await File.ReadAllTextAsync(directory["pid"], _stop)).Trim();
        await TestSupport.Wait.UntilAsync(() => !IsAlive(child), "the child has ended", cancellationToken: _stop);
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_not_started() =>
        (await new ProcessRunner(_time).RunAsync("/nonexistent/program", [], Limit, _stop)).ShouldBeOfType<ProcessResult.NotStarted>();

    private Task<ProcessResult> RunAsync(string script) => new ProcessRunner(_time).RunAsync("/bin/sh", ["-c", script], Limit, _stop);

    /// <summary>A child without a parent may stay in the table as a zombie until somebody asks for it.</summary>
    private static bool IsAlive(string pid)
    {
        try
        {
            return !File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
