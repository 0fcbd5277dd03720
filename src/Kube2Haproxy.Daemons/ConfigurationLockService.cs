using Kube2Haproxy.Daemons.Files;
using Microsoft.Extensions.Hosting;

namespace Kube2Haproxy.Daemons;

/// <summary>Before anything is applied: nobody else applies to the same file.</summary>
/// <param name="configFile">Path of the configuration.</param>
internal sealed class ConfigurationLockService(string configFile) : IHostedService, IDisposable
{
    private ConfigurationLock? _lock;

    /// <exception cref="IOException">Somebody does.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _lock = ConfigurationLock.Take(configFile);
        return Task.CompletedTask;
    }

    // Held until all others have stopped, who may still write.
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _lock?.Dispose();
}
