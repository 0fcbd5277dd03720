using System.Net;
using Kube2Haproxy.Rendering.Offline;

namespace Kube2Haproxy.Cases;

/// <summary>What a case's file says. Never compared: it holds lists.</summary>
/// <param name="Node">Where it is rendered.</param>
/// <param name="Assertions">By the daemon's key; each that is named, also one without any.</param>
internal sealed record CaseDescription(DescribedNode Node, IReadOnlyDictionary<string, IReadOnlyList<Assertion>> Assertions)
{
    /// <summary>Where there is no such file.</summary>
    public static CaseDescription Default { get; } = new(
        new DescribedNode("node1", "eth0", [(IPAddress.Parse("192.0.2.11"), 24)]), new Dictionary<string, IReadOnlyList<Assertion>>());

    public IReadOnlyList<Assertion> Of(CaseDaemon daemon) => Assertions.GetValueOrDefault(daemon.Key) ?? [];
}
