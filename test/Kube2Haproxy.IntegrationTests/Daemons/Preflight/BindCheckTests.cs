using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Kube2Haproxy.Daemons.Haproxy.Preflight;
using Kube2Haproxy.TestSupport.Daemons;
using Kube2Haproxy.TestSupport.Network;

namespace Kube2Haproxy.IntegrationTests.Daemons.Preflight;

public sealed class BindCheckTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("bind 198.51.100.1:80", "net.ipv4.ip_nonlocal_bind")]
    [InlineData("bind [2001:db8::1]:80", "net.ipv6.ip_nonlocal_bind")]
    public async Task An_address_of_another_node_needs_the_sysctl(string bind, string sysctl)
    {
        await using var link = await LinkAsync();

        var off = link.OnServer(() => Complaints(bind));
        var on = link.OnServer(() =>
        {
            File.WriteAllText($"/proc/sys/{sysctl.Replace('.', '/')}", "1");
            return Complaints(bind);
        });

        off.ShouldBe([$"{bind}: the address is not on this node, and the sysctl {sysctl} is 0; it must be 1 (EADDRNOTAVAIL)"]);
        on.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("bind 198.51.100.1:80 transparent")]
    [InlineData("bind [2001:db8::1]:80 transparent")]
    [InlineData("bind [::1]:80")]
    [InlineData("bind :::80")]
    [InlineData("bind 192.0.2.1:80 interface cable")]
    [InlineData("bind 192.0.2.1:80 interface nonesuch")]
    public async Task What_can_be_bound_is_accepted(string bind)
    {
        await using var link = await LinkAsync();

        link.OnServer(() => Complaints(bind)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("*", true)]
    [InlineData("127.0.0.2", false)]
    public void As_another_user_than_HAProxy_what_may_be_its_own_listener_is_not_held_against_it(string running, bool isAccepted)
    {
        using var held = new TcpListener(IPAddress.Loopback, 0);
        held.Start();
        var port = ((IPEndPoint)held.LocalEndpoint).Port;
        var onDisk = SocketDemand.Read($"frontend f\n  bind {running}:{port}\n");
        var candidate = SocketDemand.Read($"frontend f\n  bind 127.0.0.1:{port}\n");

        (new BindCheck(candidate, onDisk, runs: false, isOwnUser: false).Run().Count == 0).ShouldBe(isAccepted);
        new BindCheck(candidate, onDisk, runs: false, isOwnUser: true).Run().ShouldHaveSingleItem();
    }

    [Fact]
    public void A_port_that_this_user_may_not_bind_is_no_complaint()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "Root may bind all ports.");
        var candidate = SocketDemand.Read("frontend f\n  bind 127.0.0.1:80\n");
        var check = new BindCheck(candidate, SocketDemand.None, runs: true, isOwnUser: false);

        check.Run().ShouldBeEmpty();

        check.Forbidden.ShouldBe(candidate.Listeners[0].Listener);
    }

    [Fact]
    public void Thousands_of_listeners_are_tried_before_anybody_notices()
    {
        var port = RealHaproxy.FreePort();
        var text = string.Concat(Enumerable.Range(0, 5000).Select(i =>
            $"frontend f{i}\n  bind 127.98.{i / 250}.{(i % 250) + 1}:{port}\n  default_backend b{i}\nbackend b{i}\n"
            + string.Concat(Enumerable.Range(0, 10).Select(s => $"  server s{s} 10.0.0.{s}:8080 id {s + 1} weight 1 maxconn 500 check\n"))));
        var started = TimeProvider.System.GetTimestamp();
        var demand = SocketDemand.Read(text);
        var read = TimeProvider.System.GetElapsedTime(started);

        new BindCheck(demand, SocketDemand.None, runs: false, isOwnUser: true).Run().ShouldBeEmpty();

        var all = TimeProvider.System.GetElapsedTime(started);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{text.Length / 1e6:0.0} MB read in {read.TotalMilliseconds:0} ms, 5000 tried in {(all - read).TotalMilliseconds:0} ms"));
        all.ShouldBeLessThan(TimeSpan.FromSeconds(2));
    }

    private static async Task<NetworkLink> LinkAsync()
    {
        Assert.SkipWhen(NetworkLink.Missing is not null, NetworkLink.Missing ?? "");
        return await NetworkLink.CreateAsync();
    }

    private static List<string> Complaints(string bind)
    {
        var candidate = SocketDemand.Read($"frontend f\n  {bind}\n");
        candidate.Listeners.ShouldHaveSingleItem();
        return [.. new BindCheck(candidate, SocketDemand.None, runs: true, isOwnUser: true).Run().Select(static alert => alert.Text)];
    }
}
