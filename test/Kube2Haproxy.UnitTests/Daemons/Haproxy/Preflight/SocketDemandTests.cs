using Kube2Haproxy.Daemons.Haproxy.Preflight;

namespace Kube2Haproxy.UnitTests.Daemons.Haproxy.Preflight;

public sealed class SocketDemandTests
{
    [Fact]
    public void Listeners_are_those_of_frontends_with_their_lines()
    {
        var demand = SocketDemand.Read("""
            global
              stats socket /run/a.sock
            # bind :1
            frontend a
              bind 10.0.0.1:80
              "bind" 10.0.0.2:80
            backend b
              bind 10.0.0.3:80
            peers p
              bind 10.0.0.4:80
            listen l
                bind	10.0.0.5:80-81
            """);

        demand.Listeners.Select(static one => $"{one.Line} {one.Listener}")
            .ShouldBe(["5 10.0.0.1:80", "6 10.0.0.2:80", "12 10.0.0.5:80", "12 10.0.0.5:81"]);
    }

    [Fact]
    public void What_stands_under_a_condition_is_not_tried()
    {
        var demand = SocketDemand.Read("frontend a\n  .if defined(X)\n  bind 10.0.0.1:80\n  .endif\n  bind 10.0.0.2:80\n");

        demand.Listeners.Select(static one => one.Listener.ToString()).ShouldBe(["10.0.0.2:80"]);
        demand.IsCounted.ShouldBeFalse();
    }

    [Theory]
    [InlineData("global\n  maxconn 5", 5)]
    [InlineData("global\n  maxconn 5\n  maxconn 6", 6)]
    [InlineData("global\n  maxconn 0", null)]
    [InlineData("defaults\n  maxconn 5", null)]
    public void Maxconn_is_that_of_global(string text, int? maxConn) => SocketDemand.Read(text).MaxConn.ShouldBe(maxConn);

    [Theory]
    [InlineData("global\n  noreuseport", false)]
    [InlineData("global\n  no noreuseport", true)]
    [InlineData("", true)]
    public void Ports_are_shared_unless_global_says_no(string text, bool shares) => SocketDemand.Read(text).SharesPorts.ShouldBe(shares);

    [Theory]
    [InlineData("frontend f\n bind :80-81,/a\n bind :82\n", 4)]
    [InlineData("global\n stats socket /a level admin\n stats socket ipv4@127.0.0.1:1,/b\n", 3)]
    [InlineData("global\n stats socket /a\n stats maxconn 100\n", 91)]
    [InlineData("backend b\n server s 10.0.0.1:1 check\n server t 10.0.0.1:2\n", 1)]
    [InlineData("backend b\n server s 10.0.0.1:1 check port 9 agent-check agent-port 8\n", 4)]
    [InlineData("backend b\n default-server check\n server s 10.0.0.1:1\n server t 10.0.0.1:1 no-check\nbackend c\n server s 10.0.0.1:1\n", 1)]
    [InlineData("defaults\n default-server check port 1\nbackend b\n server s 10.0.0.1:1\nlisten c\n server s 10.0.0.1:1\n", 3)]
    [InlineData("backend b\n server s 10.0.0.1:1 # check\n", 0)]
    public void Sockets_are_counted_as_HAProxy_counts_them(string text, int sockets)
    {
        var demand = SocketDemand.Read(text);

        demand.Sockets.ShouldBe(sockets);
        demand.IsCounted.ShouldBeTrue();
    }

    [Theory]
    [InlineData("global\n ulimit-n 1000")]
    [InlineData("global\n no strict-limits")]
    [InlineData("global\n fd-hard-limit 1000")]
    [InlineData("global\n stats maxconn \"$SESSIONS\"")]
    [InlineData("global\n maxconn \"$CONNECTIONS\"")]
    [InlineData("frontend f\n bind :80 shards 4")]
    [InlineData("defaults\n option splice-auto")]
    [InlineData("backend b\n server-template s 1-10 10.0.0.1:1 check")]
    [InlineData("defaults a\n default-server check\ndefaults b\nbackend b\n server s 10.0.0.1:1")]
    public void What_changes_the_number_in_other_ways_is_not_counted(string text) => SocketDemand.Read(text).IsCounted.ShouldBeFalse();
}
