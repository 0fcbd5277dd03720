using System.Net;
using Kube2Haproxy.Core.Annotations;
using Kube2Haproxy.Core.Cluster;

namespace Kube2Haproxy.TestSupport.Golden;

/// <summary>A Service of a <see cref="TemplateInput"/>.</summary>
public sealed class ServiceInput
{
    /// <summary><c>namespace/name</c>.</summary>
    public string Key { get; set; } = "shop/web";

    public Dictionary<string, string> Labels { get; set; } = [];

    public Dictionary<string, string> Annotations { get; set; } = [];

    /// <summary>Seconds.</summary>
    public int? SessionAffinity { get; set; }

    public List<string> SourceRanges { get; set; } = [];

    public bool PublishNotReadyAddresses { get; set; }

    public string? TrafficDistribution { get; set; }

    public string? ExternalTrafficPolicy { get; set; }

    public string? InternalTrafficPolicy { get; set; }

    public List<PortInput> Ports { get; set; } = [];

    internal ExposedService Exposed()
    {
        var name = Key.Split('/');
        var service = new Service
        {
            Name = new NamespacedName(name[0], name[1]),
            Settings = ServiceSettings.Read(
                new NamespacedName(name[0], name[1]),
                Annotations,
                [.. Ports.Select(port => new ServicePort(port.Name, port.Port, TransportProtocol.Tcp))]),
            Labels = Labels,
            Annotations = Annotations,
            ClientAffinity = SessionAffinity is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            PublishNotReadyAddresses = PublishNotReadyAddresses,
            TrafficDistribution = TrafficDistribution,
            ExternalTrafficPolicy = ExternalTrafficPolicy,
            InternalTrafficPolicy = InternalTrafficPolicy,
            SourceRanges = [.. SourceRanges.Select(range => IPNetwork.Parse(range))],
        };
        ExposedPort[] ports = [.. Ports.Select(port => port.Exposed(service.Settings))];
        return new ExposedService(service, TemplateInput.Sorted(ports.SelectMany(port => port.Addresses)), ports);
    }
}
