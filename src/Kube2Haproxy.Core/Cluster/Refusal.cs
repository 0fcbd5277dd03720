using Kube2Haproxy.Core.Annotations;

namespace Kube2Haproxy.Core.Cluster;

/// <summary>Why a Service, or one of its ports, is not served at any address.</summary>
/// <param name="Reason">Of which kind it is.</param>
/// <param name="Explanation">As <see cref="SkippedPart"/> has it.</param>
internal sealed record Refusal(SkipReason Reason, string Explanation)
{
    /// <summary>Null where nothing speaks against the Service.</summary>
    public static Refusal? Of(Service service, ExposureRules rules) => service switch
    {
        { Ports: [var first, ..] } when !service.Ports.Any(port => IsExposed(service, port, rules)) => NotExposed(service, first, ""),
        { Type: ServiceType.ExternalName } => new(
            SkipReason.ExternalName, "It is of type ExternalName, a DNS alias: its clients must use the name that it stands for."),
        { IsHeadless: true } => new(
            SkipReason.Headless, "It is headless (spec.clusterIP is None): its clients find the pods by DNS; to be served it needs a cluster IP."),
        { Ports: [] } => new(SkipReason.NoPorts, "It has no port; spec.ports must list those that are to be served."),
        _ when service.Ports.All(port => LacksNodePort(port, rules)) => NoNodePort(service),
        _ => null,
    };

    /// <summary>Null where nothing speaks against the port.</summary>
    public static Refusal? Of(Service service, ServicePort port, ExposureRules rules)
    {
        if (!IsExposed(service, port, rules))
            return NotExposed(service, port, $".{port.Name}");

        if (port.Protocol != TransportProtocol.Tcp)
            return new(SkipReason.Protocol, $"Its protocol is {port.Protocol.ToString().ToUpperInvariant()}; HAProxy forwards TCP only.");

        if (rules.ReservedPorts.Contains(port.Port))
        {
            return new(
                SkipReason.ReservedPort, "The port is reserved for the node (Services:ReservedPorts); the Service must use another one.");
        }

        return LacksNodePort(port, rules) ? NoNodePort(service) : null;
    }

    private static bool LacksNodePort(ServicePort port, ExposureRules rules) =>
        rules.Backends == BackendKind.NodePort && port.NodePort is null;

    private static Refusal NoNodePort(Service service)
    {
        var remedy = service.Type == ServiceType.LoadBalancer
            ? "spec.allocateLoadBalancerNodePorts: true would give it one."
            : "to be served the Service must be of type NodePort or LoadBalancer.";
        return new(SkipReason.NoNodePort, $"Services:Backends is NodePort, and it has no nodePort; {remedy}");
    }

    private static bool IsExposed(Service service, ServicePort port, ExposureRules rules) =>
        Said(service, port) is { } said ? said == "true" : !rules.OptIn;

    private static Refusal NotExposed(Service service, ServicePort port, string suffix)
    {
        var found = Said(service, port) is null ? "Services:OptIn is true and no annotation exposes it" : "An annotation hides it";
        return new(SkipReason.NotExposed, $"{found}; {AnnotationTable.Prefix}{AnnotationTable.Expose}{suffix}: \"true\" would expose it.");
    }

    private static string? Said(Service service, ServicePort port) => service.Settings.Of(port.Name)[AnnotationTable.Expose];
}
