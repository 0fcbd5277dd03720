namespace Kube2Haproxy.Daemons.Haproxy.Planning;

/// <summary>One step from what runs to what is wanted, in the order in which they are to be sent.</summary>
internal abstract record ServerChange
{
    private ServerChange()
    {
    }

    /// <summary>Its name and id are free in the backend.</summary>
    internal sealed record Add(BackendServer Server) : ServerChange;

    /// <summary>Address, port, weight or maintenance differ, and nothing else.</summary>
    internal sealed record Set(BackendServer Before, BackendServer After) : ServerChange;

    /// <summary>Nothing names it any more.</summary>
    internal sealed record Remove(BackendServer Server) : ServerChange;
}
