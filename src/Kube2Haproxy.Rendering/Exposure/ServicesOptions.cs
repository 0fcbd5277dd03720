namespace Kube2Haproxy.Rendering.Exposure;

/// <summary>Section <c>Services</c>: which Services are exposed, and at which of their addresses.</summary>
public sealed class ServicesOptions
{
    /// <summary>Kinds of addresses that become service addresses: <c>ClusterIP</c>.</summary>
    public List<string> Addresses { get; set; } = [];

    /// <summary>Only Services of these namespaces; empty for all.</summary>
    public List<string> Namespaces { get; set; } = [];

    /// <summary>Only Services whose labels match, in the syntax of <c>kubectl -l</c>; empty for all.</summary>
    public string Selector { get; set; } = "";

    /// <summary>
    /// Ports that no Service may have: numbers, and the word <c>listening</c> for each port that the node itself listens on at a
    /// wildcard address when the daemon starts.
    /// </summary>
    public List<string> ReservedPorts { get; set; } = [];
}
