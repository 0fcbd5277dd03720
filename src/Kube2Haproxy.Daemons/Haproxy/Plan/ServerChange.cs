namespace Kube2Haproxy.Daemons.Haproxy.Plan;

/// <summary>What is to happen to one server. A list of these is in the order in which they are to be sent.</summary>
internal abstract record ServerChange
{
    /// <summary>A new one.</summary>
    public sealed record Add(BackendServer Server) : ServerChange;

    /// <summary>Another address, port, weight or maintenance; all else is the same in both.</summary>
    public sealed record Set(BackendServer Before, BackendServer After) : ServerChange;

    /// <summary>It gets no new sessions, and is deleted when the last one has ended.</summary>
    public sealed record Remove(BackendServer Server) : ServerChange;
}
