using System.Net.Sockets;
using Kube2Haproxy.Daemons.Quarantine;

namespace Kube2Haproxy.Daemons.Haproxy.Preflight;

/// <summary>Tries the listeners that HAProxy would have to bind anew. One that it cannot bind makes it pause all others for two seconds.</summary>
/// <param name="candidate">What is to be loaded.</param>
/// <param name="onDisk">What HAProxy runs, or would if it ran.</param>
/// <param name="runs">Whether it may run: then it has the listeners of <paramref name="onDisk"/>, and they are not tried.</param>
/// <param name="isOwnUser">Whether it opens its sockets as the user that this process runs as.</param>
internal sealed class BindCheck(SocketDemand candidate, SocketDemand onDisk, bool runs, bool isOwnUser)
{
    private readonly HashSet<Listener> _held = [.. onDisk.Listeners.Select(static one => one.Listener)];
    private readonly Dictionary<AddressFamily, bool> _isNonlocalOff = [];

    /// <summary>By port, for what shares it with others.</summary>
    private readonly Lazy<ILookup<int, Listener>> _ports =
        new(() => onDisk.Listeners.Select(static one => one.Listener).ToLookup(static listener => listener.Port));

    /// <summary>
    /// The kernel lets several sockets of one user share a port, so that HAProxy itself is never in the way. It is, in ours alone, where the
    /// user is another one; and in its own with <c>noreuseport</c>, where it stops the old listeners before it tries again.
    /// </summary>
    private readonly bool _isOthers = isOwnUser && candidate.SharesPorts && onDisk.SharesPorts;

    /// <summary>A listener that this user may not bind, which says nothing of HAProxy; null where there was none.</summary>
    public Listener? Forbidden { get; private set; }

    /// <summary>One complaint for each listener that cannot be bound, in the order of the candidate.</summary>
    public IReadOnlyList<Alert> Run()
    {
        var bind = new TrialBind(candidate.SharesPorts);
        var alerts = new List<Alert>();
        foreach (var (line, listener) in candidate.Listeners)
        {
            if (!(runs && _held.Contains(listener)) && Fault(listener, bind.Try(listener)) is { } fault)
                alerts.Add(new Alert($"bind {listener}: {fault}", [line], []));
        }

        return alerts;
    }

    /// <summary>Null where there is none, or it says nothing of HAProxy, as that this process has no descriptors left.</summary>
    private string? Fault(Listener listener, SocketError? result)
    {
        switch (result)
        {
            case SocketError.AddressAlreadyInUse:
                return _isOthers || !MayBeOwn(listener) ? "another process listens there (EADDRINUSE)" : null;
            case SocketError.AddressNotAvailable:
                return "the address is not on this node" + (IsNonlocalOff(listener.Address.AddressFamily)
                    ? $", and the sysctl {NonlocalBind.Name(listener.Address.AddressFamily)} is 0; it must be 1 (EADDRNOTAVAIL)"
                    : " (EADDRNOTAVAIL)");
            case SocketError.AddressFamilyNotSupported:
                return "this node has no IPv6 (EAFNOSUPPORT)";
            case SocketError.InvalidArgument:
                return "the kernel does not take such an address (EINVAL)";
            case SocketError.AccessDenied:
                Forbidden ??= listener;
                return null;
            default:
                return null;
        }
    }

    private bool MayBeOwn(Listener listener) =>
        _ports.Value[listener.Port].Any(held => listener.IsWildcard || held.IsWildcard || held.Address.Equals(listener.Address));

    private bool IsNonlocalOff(AddressFamily family)
    {
        if (!_isNonlocalOff.TryGetValue(family, out var isOff))
            _isNonlocalOff[family] = isOff = NonlocalBind.IsOff(family);
        return isOff;
    }
}
