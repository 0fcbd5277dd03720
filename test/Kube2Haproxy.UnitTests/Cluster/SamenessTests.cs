using System.Net;
using System.Reflection;
using Kube2Haproxy.Core.Annotations;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.TestSupport;

namespace Kube2Haproxy.UnitTests.Cluster;

/// <summary>What says the same is not looked at again, so no member may be missing when it is compared.</summary>
public sealed class SamenessTests
{
    private static readonly Service Owner = Service();

    [Fact]
    public void Services_are_compared_by_every_member_but_their_version() => HoldsOf(
        Service, (one, other) => one.SaysTheSameAs(other), nameof(Owner.ResourceVersion), nameof(Owner.Settings));

    [Fact]
    public void Load_balancers_are_compared_by_every_member() => HoldsOf(Balancer, (one, other) => one.SaysTheSameAs(other));

    [Fact]
    public void Servers_are_compared_by_every_member() => HoldsOf(Server, (one, other) => one.SaysTheSameAs(other));

    [Fact]
    public void Ports_are_compared_by_every_member() => HoldsOf(Port, (one, other) => one.SaysTheSameAs(other));

    // The addresses are those of the ports.
    [Fact]
    public void Exposed_services_are_compared_by_every_member() => HoldsOf(
        () => new ExposedService(Owner, [Address(1)], [Port()]),
        (one, other) => one.SaysTheSameAs(other),
        nameof(ExposedService.Addresses));

    [Fact]
    public void A_load_balancer_that_comes_or_goes_is_seen()
    {
        var without = Service() with { LoadBalancer = null };

        Service().SaysTheSameAs(without).ShouldBeFalse();
        without.SaysTheSameAs(Service()).ShouldBeFalse();
        without.SaysTheSameAs(Service() with { LoadBalancer = null }).ShouldBeTrue();
    }

    /// <param name="make">The same in value each time, with collections of its own.</param>
    /// <param name="same">What is tested.</param>
    /// <param name="irrelevant">Members that make no difference.</param>
    private static void HoldsOf<T>(Func<T> make, Func<T, T, bool> same, params string[] irrelevant)
        where T : notnull
    {
        same(make(), make()).ShouldBeTrue();
        foreach (var member in typeof(T).GetProperties().Where(member => member.CanWrite))
        {
            var other = make();
            member.SetValue(other, Another(member, member.GetValue(other)));

            same(make(), other).ShouldBe(irrelevant.Contains(member.Name), member.Name);
        }
    }

    /// <summary>Of the same length, where it is a list.</summary>
    private static object Another(PropertyInfo member, object? present) => present switch
    {
        string text => text + "x",
        bool flag => !flag,
        int number => number + 1,
        DateTimeOffset time => time.AddDays(1),
        TimeSpan time => time * 2,
        ServiceType.LoadBalancer => ServiceType.NodePort,
        NamespacedName name => name with { Name = "other" },
        IPAddress => Address(2),
        IReadOnlyList<IPAddress> => new[] { Address(2) },
        IReadOnlyList<IPNetwork> => new[] { IPNetwork.Parse("10.0.0.0/9") },
        IReadOnlyList<string> => new[] { "x" },
        IReadOnlyList<UnreadableAddress> => new[] { new UnreadableAddress("b", "y") },
        IReadOnlyList<ServicePort> => new[] { new ServicePort("http", 80, TransportProtocol.Tcp) { NodePort = 30081 } },
        IReadOnlyList<Server> => new[] { Server() with { Weight = 0 } },
        IReadOnlyList<ExposedPort> => new[] { Port() with { Servers = [] } },
        IReadOnlyDictionary<string, string> => new Dictionary<string, string> { ["a"] = "2" },
        LoadBalancer balancer => balancer with { Assigned = [Address(2)] },
        Service service => service with { Uid = "other" },
        ServiceSettings => Owner.Annotated("mode=http").Settings,
        PortSettings => new PortSettings(new Dictionary<Annotation, string>()),
        _ => throw new NotSupportedException($"{member.DeclaringType}.{member.Name} is new: say here what another value of it is."),
    };

    private static Service Service() => new()
    {
        Name = new("default", "web"),
        Uid = "u",
        ResourceVersion = "1",
        CreatedAt = DateTimeOffset.UnixEpoch,
        Labels = new Dictionary<string, string> { ["a"] = "1" },
        Annotations = new Dictionary<string, string> { ["a"] = "1" },
        Type = ServiceType.LoadBalancer,
        ClusterAddresses = [Address(1)],
        ExternalAddresses = [Address(1)],
        LoadBalancer = Balancer(),
        UnreadableAddresses = [new("a", "x")],
        Ports = [new("http", 80, TransportProtocol.Tcp) { NodePort = 30080 }],
        ClientAffinity = TimeSpan.FromHours(3),
        SourceRanges = [IPNetwork.Parse("10.0.0.0/8")],
        TrafficDistribution = "PreferSameZone",
        InternalTrafficPolicy = "Cluster",
        ExternalTrafficPolicy = "Cluster",
        HealthCheckNodePort = 32000,
    };

    private static LoadBalancer Balancer() => new() { Class = "c", Requested = Address(1), Assigned = [Address(1)], Hostnames = ["h"] };

    private static Server Server() => new("pod", 7, Address(1), 80, true, true, false, 1, "n", "z")
    {
        HintZones = ["z"],
        HintNodes = ["n"],
    };

    private static ExposedPort Port() => new("http", 80, [Address(1)], "default_web_http", [Server()]) { HealthCheckPort = 32000 };

    private static IPAddress Address(byte last) => new([10, 0, 0, last]);
}
