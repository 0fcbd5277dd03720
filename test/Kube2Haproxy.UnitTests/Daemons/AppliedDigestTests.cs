using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Daemons;
using Kube2Haproxy.Daemons.Keepalived;
using Kube2Haproxy.Daemons.Processes;
using Microsoft.Extensions.Options;

namespace Kube2Haproxy.UnitTests.Daemons;

public sealed class AppliedDigestTests
{
    private static readonly NamespacedName Web = new("shop", "web");

    [Fact]
    public void What_differs_from_node_to_node_does_not_count()
    {
        IDaemon haproxy = new FakeDaemon("haproxy.cfg");
        long Digest(string node, string service) => AppliedDigest.Of(haproxy.Common([new(null, $"# {node}\n"), new(Web, service)]));

        Digest("node1", "backend a\n").ShouldBe(Digest("node2", "backend a\n"));
        Digest("node1", "backend a\n").ShouldNotBe(Digest("node1", "backend b\n"));
    }

    [Fact]
    public void Of_Keepalived_the_addresses_of_each_instance_count_in_any_order()
    {
        IDaemon keepalived = new KeepalivedDaemon(
            Options.Create(new KeepalivedOptions()), new ProcessRunner(TimeProvider.System), new NodeAddresses(), TimeProvider.System);
        long Digest(string priority, params string[] addresses) => AppliedDigest.Of(keepalived.Common([
            new(null, $"vrrp_instance services {{\n priority {priority}\n virtual_ipaddress_excluded {{\n{string.Join('\n', addresses)}\n }}\n}}\n")]));

        Digest("254", "10.0.0.1/32", "10.0.0.2/32").ShouldBe(Digest("250", "10.0.0.2/32", "10.0.0.1/32"));
        Digest("254", "10.0.0.1/32").ShouldNotBe(Digest("254", "10.0.0.2/32"));
    }

    [Fact]
    public void A_double_holds_it()
    {
        var digest = AppliedDigest.Of(["a"]);

        digest.ShouldBeInRange(1, (1L << 48) - 1);
        AppliedDigest.Of(["a", "b"]).ShouldNotBe(AppliedDigest.Of(["ab"]));
    }
}
