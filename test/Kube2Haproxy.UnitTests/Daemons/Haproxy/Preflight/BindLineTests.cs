using Kube2Haproxy.Daemons.Haproxy.Planning;
using Kube2Haproxy.Daemons.Haproxy.Preflight;

namespace Kube2Haproxy.UnitTests.Daemons.Haproxy.Preflight;

public sealed class BindLineTests
{
    [Theory]
    [InlineData("bind 10.0.0.1:80", "10.0.0.1:80")]
    [InlineData("bind 10.0.0.1:80,10.0.0.2:81 ssl crt /a", "10.0.0.1:80 10.0.0.2:81")]
    [InlineData("bind :8000-8002", "0.0.0.0:8000 0.0.0.0:8001 0.0.0.0:8002")]
    [InlineData("bind *:80", "0.0.0.0:80")]
    [InlineData("bind \"*:80\" # all", "0.0.0.0:80")]
    [InlineData("bind :::80", "[::]:80")]
    [InlineData("bind ::1:80", "[::1]:80")]
    [InlineData("bind [::1]:80", "[::1]:80")]
    [InlineData("bind [fd00::A]:80", "[fd00::a]:80")]
    [InlineData("bind ipv4@:80", "0.0.0.0:80")]
    [InlineData("bind ipv4@10.0.0.1:80", "10.0.0.1:80")]
    [InlineData("bind ipv6@:80", "[::]:80")]
    [InlineData("bind ipv6@*:80", "[::]:80")]
    [InlineData("bind tcp6@[::1]:80,tcp@10.0.0.1:80,tcp4@:81", "[::1]:80 10.0.0.1:80 0.0.0.0:81")]
    [InlineData("bind stream+ipv4@10.0.0.1:80", "10.0.0.1:80")]
    public void Every_address_and_port_is_a_listener(string line, string listeners)
    {
        var bind = BindLine.Read(ConfigurationLine.Read(line));

        string.Join(' ', bind.Listeners).ShouldBe(listeners);
        bind.Sockets.ShouldBe(bind.Listeners.Count);
    }

    [Theory]
    [InlineData("bind unix@/run/a.sock", 1)]
    [InlineData("bind /run/a.sock", 1)]
    [InlineData("bind abns@name", 1)]
    [InlineData("bind fd@3", 1)]
    [InlineData("bind sockpair@3", 1)]
    [InlineData("bind quic4@10.0.0.1:443 ssl crt /a", 1)]
    [InlineData("bind udp@10.0.0.1:53", 1)]
    [InlineData("bind dgram+ipv4@10.0.0.1:53", 1)]
    [InlineData("bind host.example:80", 1)]
    [InlineData("bind 1:80", 1)]
    [InlineData("bind 010.0.0.1:80", 1)]
    [InlineData("bind fe80::1%lo:80", 1)]
    [InlineData("bind ipv6@10.0.0.1:80", 1)]
    [InlineData("bind \"$ADDRESS:80\"", 1)]
    [InlineData("bind $ADDRESS:80", 1)]
    [InlineData("bind 10.0.0.1:80-82 namespace blue", 3)]
    [InlineData("bind 10.0.0.1:0", 1)]
    [InlineData("bind 10.0.0.1", 1)]
    [InlineData("bind", 0)]
    public void What_is_no_TCP_address_of_this_node_is_counted_and_not_tried(string line, int sockets)
    {
        var bind = BindLine.Read(ConfigurationLine.Read(line));

        bind.Listeners.ShouldBeEmpty();
        bind.Sockets.ShouldBe(sockets);
    }

    [Fact]
    public void Options_that_decide_about_the_socket_are_read()
    {
        var listener = BindLine.Read(ConfigurationLine.Read("bind :::80 v6only transparent interface eth0")).Listeners.ShouldHaveSingleItem();

        listener.IsV6Only.ShouldBe(true);
        listener.IsTransparent.ShouldBeTrue();
        listener.Interface.ShouldBe("eth0");
    }

    [Theory]
    [InlineData("bind :::80", null)]
    [InlineData("bind :::80 v4v6", false)]
    [InlineData("bind :::80 v4v6 v6only", true)]
    [InlineData("bind *:80 v6only", null)]
    public void The_family_of_a_wildcard_is_as_HAProxy_has_it(string line, bool? isV6Only) =>
        BindLine.Read(ConfigurationLine.Read(line)).Listeners[0].IsV6Only.ShouldBe(isV6Only);

    [Fact]
    public void Equal_lines_give_equal_listeners_whatever_else_stands_on_them() =>
        BindLine.Read(ConfigurationLine.Read("bind [fd00::1]:80 ssl crt /a")).Listeners
            .ShouldBe(BindLine.Read(ConfigurationLine.Read("bind ipv6@fd00:0::1:80")).Listeners);
}
