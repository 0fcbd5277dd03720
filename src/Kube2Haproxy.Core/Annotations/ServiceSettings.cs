using Kube2Haproxy.Core.Cluster;

namespace Kube2Haproxy.Core.Annotations;

/// <summary>What the annotations of a Service say of its ports. Never compared: it holds collections.</summary>
/// <remarks>Read once for each Service object, not at each rendering.</remarks>
public sealed class ServiceSettings
{
    private readonly IReadOnlyDictionary<string, PortSettings> _ports;

    internal ServiceSettings(IReadOnlyDictionary<string, PortSettings> ports, IReadOnlyList<IgnoredAnnotation> ignored)
    {
        _ports = ports;
        Ignored = ignored;
    }

    /// <summary>Nothing.</summary>
    public static ServiceSettings None { get; } = new(new Dictionary<string, PortSettings>(), []);

    /// <summary>What has no effect; sorted by name.</summary>
    public IReadOnlyList<IgnoredAnnotation> Ignored { get; }

    /// <summary>Reads all annotations of kube2haproxy's. What is wrong is ignored and told.</summary>
    /// <param name="service">Whose they are.</param>
    /// <param name="annotations">All of the Service's, by name.</param>
    /// <param name="ports">All of the Service's.</param>
    public static ServiceSettings Read(
        NamespacedName service, IReadOnlyDictionary<string, string> annotations, IReadOnlyList<ServicePort> ports)
    {
        ArgumentNullException.ThrowIfNull(annotations);
        ArgumentNullException.ThrowIfNull(ports);
        return annotations.Keys.Any(key => key.StartsWith(AnnotationTable.Prefix, StringComparison.Ordinal))
            ? new AnnotationReader(service, ports).Read(annotations)
            : None;
    }

    /// <summary>Those of one port: its own, and the Service's where it has none of its own.</summary>
    /// <param name="name">The port's; empty for an unnamed one.</param>
    public PortSettings Of(string name) => _ports.GetValueOrDefault(name, PortSettings.None);
}
