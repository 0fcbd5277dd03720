using System.Threading.Channels;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Core.Rendered;

namespace Kube2Haproxy.Sources.Kubernetes;

/// <summary>Holds back what the reflectors bring until each of them has a complete list, then hands all of it on as one message.</summary>
/// <remarks>Services without endpoints, applied as they are, would cut every backend off.</remarks>
internal sealed class FirstSync(int scopes, ChannelWriter<RenderInput> output, SourceHealth health) : IDisposable
{
    // Also keeps the messages of one reflector in order with the first one.
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Dictionary<string, ClusterDelta> _held = [];
    private bool _synced;

    /// <summary>Hands changes on; waits while the reader is behind.</summary>
    /// <param name="scope">Whose changes they are: a resource, in one namespace or in all.</param>
    /// <param name="deltas">In order.</param>
    /// <param name="all">The complete state after them; asked for only while something is missing.</param>
    /// <param name="stop">Ends the waiting.</param>
    public async Task WriteAsync(string scope, IReadOnlyList<ClusterDelta> deltas, Func<ClusterDelta> all, CancellationToken stop)
    {
        await _gate.WaitAsync(stop);
        try
        {
            if (_synced)
            {
                await output.WriteAsync(new RenderInput.ClusterChanged(deltas), stop);
                return;
            }

            _held[scope] = all();
            if (_held.Count < scopes)
                return;

            await output.WriteAsync(new RenderInput.ClusterChanged([.. _held.Values]), stop);
            _held.Clear();
            _synced = true;
            health.Synced();
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();
}
