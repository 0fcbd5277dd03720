namespace Kube2Haproxy.Daemons.Haproxy.Preflight;

/// <summary>What a configuration asks of the kernel: addresses, and descriptors.</summary>
internal sealed record SocketDemand
{
    /// <summary>Of nothing that runs.</summary>
    public static readonly SocketDemand None = new();

    /// <summary>Those of frontends and <c>listen</c> that can be tried, in order. Never compared: a list.</summary>
    public IReadOnlyList<PlacedListener> Listeners { get; init; } = [];

    /// <summary>Whether several sockets may listen on one address: unless <c>noreuseport</c>.</summary>
    public bool SharesPorts { get; init; } = true;

    /// <summary>Listeners, checks, and what else HAProxy counts a descriptor for while it reads its file.</summary>
    public int Sockets { get; init; }

    /// <summary>Of <c>global</c>; null where HAProxy computes it from its limit.</summary>
    public int? MaxConn { get; init; }

    /// <summary>The lines that change the number of descriptors by what they mean: where they differ, <see cref="Sockets"/> does not compare.</summary>
    public string Others { get; init; } = "";

    /// <summary>False where something in it changes the number of descriptors, or what too few of them do, and is not counted here.</summary>
    public bool IsCounted { get; init; } = true;

    /// <summary>Reads a whole configuration.</summary>
    public static SocketDemand Read(string text) => new DemandReader(text).Read();
}
