using System.Net;
using Kube2Haproxy.Core.Annotations;
using Kube2Haproxy.Core.Cluster;

namespace Kube2Haproxy.TestSupport;

/// <summary>Short forms of the model, for tests.</summary>
public static class Cluster
{
    /// <summary>A Service with one port named <c>http</c>, unless <paramref name="ports"/> says other.</summary>
    public static Service Service(
        string name, string? address = "10.0.0.1", string ns = "default", int age = 0, params ServicePort[] ports) => new()
        {
            Name = new(ns, name),
            ClusterAddresses = address is null ? [] : [.. address.Split(',').Select(IPAddress.Parse)],
            CreatedAt = DateTimeOffset.UnixEpoch.AddDays(-age),
            Ports = ports.Length > 0 ? ports : [new("http", 80, TransportProtocol.Tcp)],
        };

    /// <summary>A Service with the port <c>http</c> and this node port.</summary>
    public static Service NodePortService(string name, int nodePort = 30080, string? address = "10.0.0.1", string? policy = null) =>
        Service(name, address, ports: new ServicePort("http", 80, TransportProtocol.Tcp) { NodePort = nodePort }) with
        {
            Type = ServiceType.NodePort,
            ExternalTrafficPolicy = policy,
        };

    /// <summary>A ready node with these addresses, joined by commas.</summary>
    public static Node Node(string name, string addresses) => new()
    {
        Name = new("", name),
        Addresses = [.. addresses.Split(',').Select(IPAddress.Parse)],
        IsReady = true,
    };

    /// <summary>The Service with annotations <c>NAME=VALUE</c> of kube2haproxy's, read as the sources read them.</summary>
    public static Service Annotated(this Service service, params string[] annotations)
    {
        var texts = annotations.Select(one => one.Split('=', 2)).ToDictionary(pair => AnnotationTable.Prefix + pair[0], pair => pair[1]);
        return service with { Annotations = texts, Settings = ServiceSettings.Read(service.Name, texts, service.Ports) };
    }

    /// <summary>Ready endpoints <c>ADDRESS:PORT</c> of the port <c>http</c>; the pod's name may stand before, <c>POD@ADDRESS:PORT</c>.</summary>
    public static ServiceEndpoints EndpointsOf(string service, params string[] endpoints) =>
        Slice(service, service + "-1", [.. endpoints.Select(one => Endpoint(one))]);

    /// <summary>One object with the endpoints of a Service in namespace <c>default</c>.</summary>
    public static ServiceEndpoints Slice(string service, string name, params Endpoint[] endpoints) =>
        new(new("default", name), new("default", service), endpoints);

    /// <summary>An endpoint from <c>[POD@]ADDRESS:PORT</c>.</summary>
    public static Endpoint Endpoint(
        string text, bool ready = true, bool serving = true, bool terminating = false, string portName = "http")
    {
        var (pod, at) = text.Split('@') is [var name, var rest] ? (name, rest) : (null, text);
        var end = IPEndPoint.Parse(at);
        return new(portName, end.Address, end.Port, ready, serving, terminating) { Pod = pod };
    }
}
