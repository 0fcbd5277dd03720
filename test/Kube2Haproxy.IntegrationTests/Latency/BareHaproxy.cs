using CliWrap;
using CliWrap.Buffered;
using Kube2Haproxy.Daemons.Haproxy;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Daemons;

namespace Kube2Haproxy.IntegrationTests.Latency;

/// <summary>What HAProxy alone takes for what a new Service needs.</summary>
internal static class BareHaproxy
{
    /// <summary><c>haproxy -c</c> and a reload by the master CLI, until the new worker is there; in milliseconds.</summary>
    public static async Task<double> CheckAndReloadAsync(LatencyRun run, CancellationToken stop)
    {
        var before = (await ProcessesAsync(run)).ShouldNotBeNull();
        var started = TimeProvider.System.GetTimestamp();
        await Cli.Wrap(run.Version.Program()).WithArguments(["-c", "-f", run.ConfigFile]).ExecuteBufferedAsync(stop);
        await run.MasterAsync("reload");
        await Wait.UntilAsync(
            async () => await ProcessesAsync(run) is { Workers: 1 } now && now.Reloads > before.Reloads, "the reload has ended", static () => "", stop);
        return TimeProvider.System.GetElapsedTime(started).TotalMilliseconds;
    }

    private static async Task<MasterProcesses?> ProcessesAsync(LatencyRun run) => MasterProcesses.Parse(await run.MasterAsync("show proc"));
}
