using System.Net.Sockets;

namespace Kube2Haproxy.EndToEndTests.Load;

/// <summary>Services that were added, and are asked by clients from their first answer on.</summary>
internal sealed class AddedServices
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly List<LoadTarget> _waiting = [];
    private IReadOnlyList<LoadTarget> _answering = [];

    /// <summary>Those that have answered.</summary>
    public IReadOnlyList<LoadTarget> Answering => Volatile.Read(ref _answering);

    public void Add(LoadTarget target) => _waiting.Add(target);

    /// <summary>Asks those that have not answered yet. Whether all have.</summary>
    public async Task<bool> LookAsync()
    {
        foreach (var target in _waiting.ToList())
        {
            if (await HasAnsweredAsync(target))
            {
                _waiting.Remove(target);
                Volatile.Write(ref _answering, [.. _answering, target]);
            }
        }

        return _waiting.Count == 0;
    }

    private static async Task<bool> HasAnsweredAsync(LoadTarget target)
    {
        using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
        try
        {
            using var connection = await HttpConnection.OpenAsync(target.Address, limit.Token);
            return await connection.GetAsync("/", keeps: false, limit.Token) == (200, target.Length);
        }
        catch (Exception notYet) when (notYet is SocketException { SocketErrorCode: SocketError.ConnectionRefused } or IOException)
        {
            // Its endpoints come by another watch, perhaps a moment later: until then HAProxy takes connections and ends them.
            return false;
        }
    }
}
