using System.Net;
using Kube2Haproxy.Core.Cluster;
using static Kube2Haproxy.TestSupport.Cluster;

namespace Kube2Haproxy.UnitTests.Cluster;

/// <summary>Objects and rules from small sets, so that names, addresses, ports and ages collide all the time.</summary>
internal sealed class RandomObjects(Random random)
{
    private int _version;

    /// <summary>Another one each time.</summary>
    public string Version() => $"{++_version}";

    public Service Service()
    {
        ServicePort[] ports = [.. ((ServicePort[])
        [
            new("http", 80, TransportProtocol.Tcp) { NodePort = 30080 },
            new("b", Chance(2) ? 80 : 22, TransportProtocol.Tcp),
            new("c", 53, Chance(2) ? TransportProtocol.Udp : TransportProtocol.Tcp) { NodePort = 30053 },
        ]).Where(_ => !Chance(3))];
        var service = TestSupport.Cluster.Service("", null, age: random.Next(3)) with
        {
            Name = Name(),
            Uid = Uid(),
            ResourceVersion = Version(),
            Labels = new Dictionary<string, string> { ["tier"] = $"{random.Next(2)}" },
            Ports = ports,
            IsHeadless = Chance(9),
            ClusterAddresses = [Address("10.0.0."), .. Chance(2) ? [Address("fd00::")] : Array.Empty<IPAddress>()],
            ExternalAddresses = Chance(3) ? [Address("10.0.0."), Address("10.0.0.")] : [],
            ExternalTrafficPolicy = Chance(3) ? "Local" : null,
            HealthCheckNodePort = Chance(2) ? 32000 : null,
            PublishNotReadyAddresses = Chance(5),
            Type = Chance(2) ? ServiceType.LoadBalancer : ServiceType.ClusterIP,
        };
        if (service.Type == ServiceType.LoadBalancer)
            service = service with { LoadBalancer = new() { Assigned = Chance(2) ? [Address("10.0.0.")] : [] } };

        return random.Next(5) switch
        {
            0 => service.Annotated("expose=false"),
            1 => service.Annotated("expose=true", "mode=http", "balance=best"),
            2 => service.Annotated("expose.http=true", "expose.b=false"),
            _ => service,
        };
    }

    public ServiceEndpoints Endpoints()
    {
        var service = Name();
        Endpoint[] endpoints = [.. Enumerable.Range(0, random.Next(3)).Select(_ =>
            Endpoint($"{(Chance(2) ? "pod@" : "")}10.1.0.{random.Next(3)}:80", !Chance(3), !Chance(2), Chance(2)) with
            {
                PortName = Chance(3) ? "b" : "http",
                Node = $"n{random.Next(3)}",
                HintZones = Chance(2) ? ["a"] : [],
            })];

        // Which Service they belong to may change, too.
        return new(service with { Name = $"slice-{random.Next(8)}" }, service, endpoints) { OwnerUid = Chance(2) ? Uid() : null };
    }

    public Node Node() => TestSupport.Cluster.Node($"n{random.Next(3)}", $"192.0.2.{random.Next(2)}") with
    {
        IsReady = !Chance(3),
        IsExcluded = Chance(5),
    };

    public ExposureRules Rules()
    {
        var one = random.Next(2);
        return new()
        {
            Addresses = Enum.GetValues<AddressKind>().Where(_ => !Chance(3)).ToHashSet(),
            AllowedAddresses = Chance(2) ? [IPNetwork.Parse("10.0.0.0/24")] : [IPNetwork.Parse("10.0.0.0/31")],
            Backends = Chance(2) ? BackendKind.NodePort : BackendKind.Pod,
            Pools = Chance(2) ? [IPNetwork.Parse("10.0.0.0/30")] : [],
            Namespaces = Chance(4) ? new HashSet<string> { "a" } : [],
            Selects = Chance(4) ? labels => labels["tier"] == $"{one}" : static _ => true,
            OptIn = Chance(6),
            ReservedPorts = Chance(2) ? new HashSet<int> { 22 } : [],
            NodeAddresses = Chance(3) ? new HashSet<IPAddress> { Address("10.0.0.") } : [],
        };
    }

    public NamespacedName Name() => new(Chance(3) ? "b" : "a", $"s{random.Next(4)}");

    public string Uid() => $"u{random.Next(2)}";

    private IPAddress Address(string prefix) => IPAddress.Parse($"{prefix}{random.Next(4)}");

    public bool Chance(int oneIn) => random.Next(oneIn) == 0;
}
