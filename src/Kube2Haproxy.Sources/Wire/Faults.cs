using System.Net.Sockets;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Core.Wording;

namespace Kube2Haproxy.Sources.Wire;

/// <summary>Checks the fields of one wire object and collects everything that is wrong with them.</summary>
/// <remarks>The API server has checked its own objects; what comes from manifests nobody has checked before us.</remarks>
internal sealed class Faults
{
    private const string PortRule = "it must lie between 1 and 65535";

    private readonly List<string> _sentences = [];

    /// <summary>The object, unless something is wrong with it.</summary>
    public Conversion<T> Unless<T>(T value)
        where T : class, IClusterObject =>
        _sentences.Count == 0 ? Conversion<T>.Of(value) : Conversion<T>.Refused(string.Join(' ', _sentences));

    public void Add(string path, object? found, string right) =>
        _sentences.Add($"{path} is {(found?.ToString() is { Length: > 0 } text ? Quoted.Of(text) : "missing")}; {right}.");

    /// <summary>The object's name. An object without a namespace is in <c>default</c>, as kubectl has it.</summary>
    /// <param name="meta">The object's metadata.</param>
    /// <param name="isName">The rule for names of its kind.</param>
    /// <param name="rule">The same in words.</param>
    public NamespacedName Name(WireObjectMeta? meta, Func<string?, bool> isName, string rule)
    {
        if (!isName(meta?.Name))
            Add("metadata.name", meta?.Name, rule);

        var space = string.IsNullOrEmpty(meta?.Namespace) ? "default" : meta.Namespace;
        if (!KubernetesNames.IsLabel(space))
            Add("metadata.namespace", space, KubernetesNames.LabelRule);

        return new NamespacedName(space, meta?.Name ?? "");
    }

    /// <summary>The name of an object of a kind that is in no namespace, such as a node.</summary>
    public NamespacedName NameWithoutNamespace(WireObjectMeta? meta)
    {
        if (!KubernetesNames.IsSubdomain(meta?.Name))
            Add("metadata.name", meta?.Name, KubernetesNames.SubdomainRule);

        return new NamespacedName("", meta?.Name ?? "");
    }

    /// <summary>The name of a port: empty, or a DNS label.</summary>
    public string PortName(string path, int index, string? name)
    {
        if (!string.IsNullOrEmpty(name) && !KubernetesNames.IsLabel(name))
            Add($"{path}[{index}].name", name, KubernetesNames.LabelRule);

        return name ?? "";
    }

    public int Port(string path, int index, int? port)
    {
        if (port is not (>= 1 and <= 65535))
            Add($"{path}[{index}].port", port, PortRule);

        return port ?? 0;
    }

    /// <summary>A port that the cluster allocates: null while it has not, which 0 stands for too.</summary>
    public int? AllocatedPort(string path, int? port)
    {
        if (port is not (null or (>= 0 and <= 65535)))
            Add(path, port, PortRule);

        return port is 0 ? null : port;
    }

    public TransportProtocol Protocol(string path, int index, string? protocol)
    {
        switch (protocol)
        {
            case null or "" or "TCP":
                return TransportProtocol.Tcp;
            case "UDP":
                return TransportProtocol.Udp;
            case "SCTP":
                return TransportProtocol.Sctp;
            default:
                Add($"{path}[{index}].protocol", protocol, "it must be TCP, UDP or SCTP");
                return TransportProtocol.Tcp;
        }
    }

    /// <inheritdoc cref="Address(string, string?, AddressFamily)"/>
    public void Address(string path, WireAddress found, AddressFamily family) => Address(path, found.Text ?? found.Value?.ToString(), family);

    /// <summary>What is not an address, or not of this family (unspecified: of neither).</summary>
    public void Address(string path, string? found, AddressFamily family) => Add(path, found, family switch
    {
        AddressFamily.InterNetwork => "it must be an IPv4 unicast address such as 10.1.2.3",
        AddressFamily.InterNetworkV6 => "it must be an IPv6 unicast address such as fd00::1",
        _ => "it must be an IPv4 or IPv6 unicast address such as 10.1.2.3 or fd00::1",
    });
}
