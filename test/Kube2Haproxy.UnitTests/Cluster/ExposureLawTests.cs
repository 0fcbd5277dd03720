using System.Net;
using FsCheck.Xunit;
using Kube2Haproxy.Core.Cluster;
using static Kube2Haproxy.TestSupport.Cluster;

namespace Kube2Haproxy.UnitTests.Cluster;

/// <summary>What holds of every cluster and every choice of rules. Everything comes from small sets, so that conflicts are frequent.</summary>
public sealed class ExposureLawTests
{
    [Property]
    public void What_is_not_served_is_told_and_what_is_served_is_not((byte Kinds, byte Where, byte Ports, byte Notes)[] seeds, byte choice)
    {
        var services = Services(seeds);
        var rules = Rules(choice);
        var view = View(services, rules);
        var served = view.Services
            .SelectMany(one => one.Ports.SelectMany(port => port.Addresses.Select(address => (one.Service.Name, address, port.Port))))
            .ToHashSet();

        foreach (var service in services)
        {
            var skipped = view.Skipped.Where(skip => skip.Service == service.Name).ToList();
            foreach (var port in service.Ports)
            {
                foreach (var address in Addresses(service, rules))
                {
                    // A whole Service that is told is either unserved, or lacks an address beside those that it has.
                    var told = skipped.Exists(skip =>
                        (skip.Address is null || skip.Address.Equals(address)) && (skip.Port ?? port.Port) == port.Port);
                    (served.Contains((service.Name, address, port.Port)) || told).ShouldBeTrue($"{service.Name} {address} {port.Port}");
                }

            }

            foreach (var skip in skipped)
            {
                if (skip is { Address: { } at, Port: { } number })
                    served.ShouldNotContain((service.Name, at, number));
            }

            if (!served.Any(one => one.Name == service.Name))
                skipped.ShouldNotBeEmpty();
        }
    }

    [Property]
    public void No_address_and_port_is_served_twice_nor_is_one_that_is_not_allowed(
        (byte Kinds, byte Where, byte Ports, byte Notes)[] seeds, byte choice)
    {
        var rules = Rules(choice);

        var ports = View(Services(seeds), rules).Services.SelectMany(one => one.Ports.Select(port => (one.Service, Port: port))).ToList();

        ports.SelectMany(one => one.Port.Addresses.Select(address => (address, one.Port.Port))).ShouldBeUnique();
        ports.Select(one => one.Port.Backend).ShouldBeUnique();
        foreach (var (service, port) in ports)
        {
            rules.ReservedPorts.ShouldNotContain(port.Port);
            port.Addresses.ShouldNotContain(address => rules.NodeAddresses.Contains(address));
            port.Addresses.Except(service.ClusterAddresses)
                .ShouldAllBe(address => rules.AllowedAddresses.Any(network => network.Contains(address)));
            if (!rules.Addresses.Contains(AddressKind.ClusterIP))
                port.Addresses.ShouldAllBe(address => rules.AllowedAddresses.Any(network => network.Contains(address)));
        }
    }

    private static ExposureRules Rules(byte choice) => new()
    {
        Addresses = Enum.GetValues<AddressKind>().Where((_, i) => (choice & (1 << i)) != 0 || (choice & 7) == 0).ToHashSet(),
        AllowedAddresses = (choice & 8) != 0 ? [IPNetwork.Parse("10.0.0.0/31"), IPNetwork.Parse("fd00::/127")] : [],
        LoadBalancerClass = (choice & 16) != 0 ? "a" : "",
        OptIn = (choice & 32) != 0,
        ReservedPorts = new HashSet<int> { 22 },
        NodeAddresses = new HashSet<IPAddress> { IPAddress.Parse("10.0.0.3") },
    };

    private static Service[] Services((byte Kinds, byte Where, byte Ports, byte Notes)[] seeds) => [.. seeds.Select((seed, i) =>
    {
        ServicePort[] ports =
        [
            .. (seed.Ports & 1) != 0 ? [new("a", 80, TransportProtocol.Tcp)] : Array.Empty<ServicePort>(),
            .. (seed.Ports & 2) != 0 ? [new("b", 22, TransportProtocol.Tcp)] : Array.Empty<ServicePort>(),
            .. (seed.Ports & 4) != 0 ? [new("c", 80, TransportProtocol.Udp)] : Array.Empty<ServicePort>(),
        ];
        var balanced = (seed.Kinds & 4) != 0;
        var service = Service($"s{i}", address: null, age: seed.Ports % 3) with
        {
            Ports = ports,
            IsHeadless = (seed.Kinds & 48) == 48,
            Type = balanced ? ServiceType.LoadBalancer : (seed.Kinds & 192) == 192 ? ServiceType.ExternalName : ServiceType.ClusterIP,
            ClusterAddresses = (seed.Kinds & 1) != 0 && (seed.Kinds & 48) != 48 ? [Address(seed.Where), Address(seed.Where, "fd00::")] : [],
            ExternalAddresses = (seed.Kinds & 2) != 0 ? [Address(seed.Where / 4), Address(seed.Where / 16)] : [],
            UnreadableAddresses = (seed.Notes & 8) != 0 ? [new(ServiceFields.ExternalIPs, "x")] : [],
            LoadBalancer = !balanced ? null : new()
            {
                Class = (seed.Notes & 4) != 0 ? "a" : "",
                Assigned = (seed.Kinds & 8) != 0 ? [Address(seed.Where / 64), Address(seed.Where / 16, "fd00::")] : [],
            },
        };
        return (seed.Notes & 3) switch
        {
            0 => service,
            1 => service.Annotated("expose=true"),
            2 => service.Annotated("expose=false"),
            _ => service.Annotated("expose.a=true", "expose.b=false"),
        };
    })];

    private static IPAddress Address(int where, string prefix = "10.0.0.") => IPAddress.Parse($"{prefix}{where & 3}");

    private static IEnumerable<IPAddress> Addresses(Service service, ExposureRules rules) =>
    [
        .. rules.Addresses.Contains(AddressKind.ClusterIP) ? service.ClusterAddresses : [],
        .. rules.Addresses.Contains(AddressKind.ExternalIP) ? service.ExternalAddresses : [],
        .. rules.Addresses.Contains(AddressKind.LoadBalancer) ? service.LoadBalancer?.Assigned ?? [] : [],
    ];

    private static ClusterView View(Service[] services, ExposureRules rules)
    {
        var store = new ClusterStore();
        store.Apply(new Replaced<Service>(services));
        store.Apply(new Replaced<ServiceEndpoints>([]));
        return store.View(rules);
    }
}
