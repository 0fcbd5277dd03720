using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Daemons.Haproxy.Planning;

namespace Kube2Haproxy.Daemons.Haproxy;

/// <summary>Which servers are compared at which look: all of them, or where they are many, some each time, in turn.</summary>
internal sealed class LookRound
{
    /// <summary>They take two or three milliseconds, in which a change waits.</summary>
    private const int ServersEachLook = 100;

    private int _next;

    /// <summary>Whether a look does not see all of them.</summary>
    public bool IsPartial { get; private set; }

    /// <summary>Those of the next look.</summary>
    public IReadOnlyList<BackendServers> Next(Planner planner, IReadOnlyList<Fragment> running)
    {
        var first = _next;
        var backends = planner.Backends(running, ref _next, ServersEachLook);
        IsPartial = first != 0 || _next != 0;
        return backends;
    }
}
