using System.Net;
using Kube2Haproxy.Core.Annotations;
using Kube2Haproxy.Core.Cluster;

namespace Kube2Haproxy.Sources.Wire;

/// <summary>core/v1 Service → <see cref="Service"/>.</summary>
internal static class ServiceConversion
{
    // core/v1 DefaultClientIPServiceAffinitySeconds, and its bounds in the API server's validation.
    private const int DefaultAffinitySeconds = 10800;
    private const int MaximumAffinitySeconds = 86400;

    public static Conversion<Service> Convert(WireService wire)
    {
        var faults = new Faults();
        var spec = wire.Spec ?? new WireService.ServiceSpec();
        var unreadable = new List<UnreadableAddress>();
        var name = faults.Name(wire.Metadata, KubernetesNames.IsLabel, KubernetesNames.LabelRule);
        var annotations = Texts(wire.Metadata?.Annotations);
        var addresses = ServiceAddressConversion.Cluster(spec, faults);
        var ports = Ports(spec, faults);

        return faults.Unless(new Service
        {
            Name = name,
            Uid = wire.Metadata?.Uid ?? "",
            ResourceVersion = wire.Metadata?.ResourceVersion ?? "",
            CreatedAt = wire.Metadata?.CreationTimestamp ?? DateTimeOffset.MinValue,
            Labels = Texts(wire.Metadata?.Labels),
            Annotations = annotations,
            Settings = ServiceSettings.Read(name, annotations, ports),
            Type = Type(spec, faults),
            IsHeadless = ServiceAddressConversion.IsHeadless(spec),
            ClusterAddresses = addresses,
            ExternalAddresses = ServiceAddressConversion.External(spec, unreadable),
            LoadBalancer = ServiceAddressConversion.Balancer(wire, unreadable),
            UnreadableAddresses = unreadable,
            Ports = ports,
            ClientAffinity = ClientAffinity(spec, faults),
            SourceRanges = SourceRanges(spec, faults),
            PublishNotReadyAddresses = spec.PublishNotReadyAddresses ?? false,
            TrafficDistribution = spec.TrafficDistribution,
            InternalTrafficPolicy = spec.InternalTrafficPolicy,
            ExternalTrafficPolicy = spec.ExternalTrafficPolicy,
            HealthCheckNodePort = faults.AllocatedPort("spec.healthCheckNodePort", spec.HealthCheckNodePort),
        });
    }

    private static ServiceType Type(WireService.ServiceSpec spec, Faults faults)
    {
        switch (spec.Type)
        {
            case null or "" or nameof(ServiceType.ClusterIP):
                return ServiceType.ClusterIP;
            case nameof(ServiceType.NodePort):
                return ServiceType.NodePort;
            case nameof(ServiceType.LoadBalancer):
                return ServiceType.LoadBalancer;
            case nameof(ServiceType.ExternalName):
                return ServiceType.ExternalName;
            default:
                faults.Add("spec.type", spec.Type, "it must be ClusterIP, NodePort, LoadBalancer or ExternalName");
                return ServiceType.ClusterIP;
        }
    }

    private static List<ServicePort> Ports(WireService.ServiceSpec spec, Faults faults)
    {
        var ports = new List<ServicePort>(spec.Ports?.Count ?? 0);
        for (var i = 0; i < spec.Ports?.Count; i++)
        {
            var wire = spec.Ports[i];
            var port = new ServicePort(
                faults.PortName("spec.ports", i, wire?.Name),
                faults.Port("spec.ports", i, wire?.Port),
                faults.Protocol("spec.ports", i, wire?.Protocol))
            {
                NodePort = faults.AllocatedPort($"spec.ports[{i}].nodePort", wire?.NodePort),
            };

            // Endpoints are found by the port's name, backends are told apart by it.
            if (ports.Exists(other => other.Name == port.Name))
                faults.Add($"spec.ports[{i}].name", port.Name, "each of several ports must have a name of its own");

            if (ports.Exists(other => other.Port == port.Port && other.Protocol == port.Protocol))
                faults.Add($"spec.ports[{i}].port", port.Port, "a protocol may have each port once");

            ports.Add(port);
        }

        return ports;
    }

    private static TimeSpan? ClientAffinity(WireService.ServiceSpec spec, Faults faults)
    {
        if (spec.SessionAffinity is null or "" or "None")
            return null;

        if (spec.SessionAffinity != "ClientIP")
            faults.Add("spec.sessionAffinity", spec.SessionAffinity, "it must be None or ClientIP");

        var seconds = spec.SessionAffinityConfig?.ClientIP?.TimeoutSeconds ?? DefaultAffinitySeconds;
        if (seconds is < 1 or > MaximumAffinitySeconds)
        {
            faults.Add(
                "spec.sessionAffinityConfig.clientIP.timeoutSeconds",
                seconds,
                $"it must lie between 1 and {MaximumAffinitySeconds}");
        }

        return TimeSpan.FromSeconds(seconds);
    }

    /// <summary>A range that cannot be read refuses the object: leaving it out could open the Service to all.</summary>
    private static List<IPNetwork> SourceRanges(WireService.ServiceSpec spec, Faults faults)
    {
        var ranges = new List<IPNetwork>(spec.LoadBalancerSourceRanges?.Count ?? 0);
        for (var i = 0; i < spec.LoadBalancerSourceRanges?.Count; i++)
        {
            if (KubernetesAddresses.TryParseNetwork(spec.LoadBalancerSourceRanges[i], out var range))
            {
                ranges.Add(range);
            }
            else
            {
                faults.Add(
                    $"spec.loadBalancerSourceRanges[{i}]",
                    spec.LoadBalancerSourceRanges[i],
                    "it must be a CIDR such as 10.0.0.0/8 or fd00::/16");
            }
        }

        return ranges;
    }

    /// <summary>A null value is an empty one, as in the API server.</summary>
    private static Dictionary<string, string> Texts(Dictionary<string, string?>? texts)
    {
        var copy = new Dictionary<string, string>(texts?.Count ?? 0);
        foreach (var (key, value) in texts ?? [])
            copy[key] = value ?? "";

        return copy;
    }
}
