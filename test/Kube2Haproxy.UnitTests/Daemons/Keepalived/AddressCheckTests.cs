using System.Net;
using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Daemons;
using Kube2Haproxy.Daemons.Keepalived;
using Microsoft.Extensions.Time.Testing;

namespace Kube2Haproxy.UnitTests.Daemons.Keepalived;

public sealed class AddressCheckTests : INodeAddresses
{
    private readonly FakeTimeProvider _time = new();
    private readonly AddressCheck _check;
    private IReadOnlyList<Fragment> _running = Configuration("10.0.0.1/32", "fd00::1/128");
    private string[] _here = [];
    private int _reads;

    public AddressCheckTests() => _check = new AddressCheck(this, _time);

    [Theory]
    [InlineData("192.0.2.1 169.254.1.51 10.0.0.1 fd00::1")]
    [InlineData("192.0.2.1")]
    [InlineData("")]
    public void On_the_MASTER_all_and_elsewhere_none_is_right(string here)
    {
        _here = here.Split(' ', StringSplitOptions.RemoveEmptyEntries);

        Looks(10).ShouldAllBe(need => need == null);
        _check.Fault.ShouldBeNull();
    }

    [Fact]
    public void What_the_MASTER_lacks_is_first_reloaded_for_and_then_told()
    {
        _here = ["169.254.1.51", "fd00::1"];

        Looks(20).OfType<object>().Count().ShouldBe(1);

        _check.Fault.ShouldBe(
            "This node is MASTER of services without all of its addresses, also after a reload: ip addr add 10.0.0.1/32 dev eth0.");
    }

    [Fact]
    public void What_a_reload_has_mended_is_no_fault_and_may_be_reloaded_for_again()
    {
        _here = ["169.254.1.51", "fd00::1"];
        Looks(2)[1].ShouldNotBeNull().Words.ShouldBe("It is MASTER without 1 of its addresses.");
        _here = ["169.254.1.51", "fd00::1", "10.0.0.1"];
        Looks(10).ShouldAllBe(need => need == null);
        _check.Fault.ShouldBeNull();

        _here = ["169.254.1.51", "fd00::1"];
        Looks(10).OfType<object>().Count().ShouldBe(1);
    }

    [Fact]
    public void What_is_left_behind_is_told_at_once_and_gone_when_it_is()
    {
        _here = ["192.0.2.1", "10.0.0.1"];

        Looks(2).ShouldAllBe(need => need == null);
        _check.Fault.ShouldBe(
            "This node is not MASTER of services and has addresses of it, beside the node that is: ip addr del 10.0.0.1/32 dev eth0.");

        _here = ["192.0.2.1"];
        Looks(1);
        _check.Fault.ShouldBeNull();
    }

    [Fact]
    public void An_address_that_no_file_has_any_more_is_told_whoever_is_MASTER()
    {
        _here = ["169.254.1.51", "10.0.0.1", "fd00::1"];
        Looks(6);
        _running = Configuration("10.0.0.1/32");
        Looks(2);

        _check.Fault.ShouldBe(
            "This node has addresses that Keepalived has left behind and does not know any more: ip addr del fd00::1/128 dev eth0.");

        _running = Configuration("10.0.0.1/32", "fd00::1");
        Looks(2);
        _check.Fault.ShouldBeNull();
    }

    [Fact]
    public void A_transition_is_no_fault()
    {
        foreach (var (half, after) in new[] { ("169.254.1.51", "169.254.1.51 10.0.0.1 fd00::1"), ("10.0.0.1", "192.0.2.1") })
        {
            _here = [half];
            Looks(1).ShouldBe([null]);
            _check.Fault.ShouldBeNull();

            _here = after.Split(' ');
            Looks(5).ShouldAllBe(need => need == null);
            _check.Fault.ShouldBeNull();
        }

        _reads.ShouldBe(4);
    }

    [Fact]
    public void What_cannot_be_read_at_a_moment_changes_nothing()
    {
        _here = ["192.0.2.1", "10.0.0.1"];
        Looks(2);
        var fault = _check.Fault.ShouldNotBeNull();

        _here = ["unreadable"];
        Looks(3).ShouldAllBe(need => need == null);

        _check.Fault.ShouldBe(fault);
    }

    [Fact]
    public void Of_many_only_some_are_named()
    {
        _running = Configuration([.. Enumerable.Range(1, 9).Select(i => $"10.0.0.{i}/32")]);
        _here = ["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5", "10.0.0.6", "10.0.0.7"];

        Looks(2);

        _check.Fault!.ShouldEndWith("; ip addr del 10.0.0.5/32 dev eth0 (and 2 more).");
    }

    [Theory]
    [InlineData("169.254.1.51/32", "$VIP")]
    [InlineData("$VIP", "10.0.0.1/32")]
    public void What_is_not_to_be_known_is_not_guessed(string advertised, string excluded)
    {
        _running = [new Fragment(null, Configuration(excluded)[0].Text.Replace("169.254.1.51/32", advertised, StringComparison.Ordinal))];
        _here = ["169.254.1.51"];

        Looks(10).ShouldAllBe(need => need == null);
        _check.Fault.ShouldBeNull();
    }

    [Fact]
    public void While_nothing_is_wrong_the_devices_are_asked_every_five_seconds()
    {
        Looks(21);

        _reads.ShouldBe(5);
    }

    [Theory]
    [InlineData("10.0.0.1", true)]
    [InlineData("192.0.2.1", false)]
    public void What_a_Keepalived_that_has_ended_has_left_is_seen(string here, bool isSeen)
    {
        Looks(1);
        _here = [here];

        _check.HasSome().ShouldBe(isSeen);
    }

    IReadOnlyList<NodeAddress>? INodeAddresses.Read()
    {
        _reads++;
        return _here is ["unreadable"] ? null : [.. _here.Select(IPAddress.Parse).Select(address => new NodeAddress(address, address.GetAddressBytes().Length * 8, "eth0"))];
    }

    /// <summary>One each second.</summary>
    private List<ReloadNeed?> Looks(int count)
    {
        var needs = new List<ReloadNeed?>();
        for (var i = 0; i < count; i++)
        {
            needs.Add(_check.Look(_running));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        return needs;
    }

    private static Fragment[] Configuration(params string[] excluded) =>
    [
        new(null, $"vrrp_instance services {{\nvirtual_ipaddress {{\n169.254.1.51/32\n}}\nvirtual_ipaddress_excluded {{\n{string.Join('\n', excluded)}\n}}\n}}\n"),
    ];
}
