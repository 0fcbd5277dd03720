using Kube2Haproxy.Daemons;
using Kube2Haproxy.Daemons.Files;
using Kube2Haproxy.TestSupport;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kube2Haproxy.IntegrationTests.Daemons;

internal static class ApplyPasses
{
    /// <summary>A pass on what this daemon runs, without the loop around it.</summary>
    public static ApplyPass Of(IDaemon daemon, ConfigurationFile file, DaemonMetrics metrics, TimeProvider time)
    {
        var following = new LiveFile(daemon, file, metrics, new FakePauseGate(), time, NullLogger.Instance);
        return new ApplyPass(
            daemon, file, new LiveConfiguration(daemon, following, metrics, NullLogger.Instance), metrics, time, NullLogger.Instance);
    }
}
