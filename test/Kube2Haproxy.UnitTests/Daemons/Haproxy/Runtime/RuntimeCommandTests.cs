using System.Net;
using Kube2Haproxy.Daemons.Haproxy.Planning;
using Kube2Haproxy.Daemons.Haproxy.Runtime;

namespace Kube2Haproxy.UnitTests.Daemons.Haproxy.Runtime;

public sealed class RuntimeCommandTests
{
    private static readonly BackendServer Server = new("b", "s", 7, IPAddress.Parse("192.0.2.1"), 80, 10, false, "");

    [Theory]
    [InlineData("", false, "enable server b/s")]
    [InlineData("", true, "")]
    [InlineData("inter 1s check maxconn 5", false, "enable server b/s; enable health b/s")]
    [InlineData("check", true, "enable health b/s")]
    [InlineData("check-ssl", false, "enable server b/s")]
    public void An_added_server_is_enabled_as_its_line_says(string options, bool maintenance, string after)
    {
        var commands = Texts(RuntimeCommand.Add(Server with { Options = options, IsInMaintenance = maintenance }));

        commands[0].ShouldBe(
            $"add server b/s 192.0.2.1:80 id 7 weight 10 pool-max-conn -1 pool-purge-delay 5s error-limit 10 {options}".TrimEnd());
        string.Join("; ", commands.Skip(1)).ShouldBe(after);
    }

    [Fact]
    public void An_address_of_version_6_stands_in_brackets_where_a_port_follows() =>
        Texts(RuntimeCommand.Add(Server with { Address = IPAddress.Parse("2001:db8:0::1") }))[0].ShouldStartWith("add server b/s [2001:db8::1]:80 id 7 ");

    [Theory]
    [InlineData("192.0.2.1", 80, 10, false, "")]
    [InlineData("192.0.2.1", 81, 10, false, "set server b/s addr 192.0.2.1 port 81")]
    [InlineData("2001:db8::1", 80, 10, false, "set server b/s addr 2001:db8::1 port 80")]
    [InlineData("192.0.2.1", 80, 0, false, "set server b/s weight 0; set server b/s state ready")]
    [InlineData("192.0.2.1", 80, 10, true, "set server b/s state maint")]
    [InlineData("192.0.2.2", 80, 5, true, "set server b/s addr 192.0.2.2 port 80; set server b/s weight 5; set server b/s state maint")]
    public void Only_what_differs_is_set(string address, int port, int weight, bool maintenance, string commands) =>
        string.Join("; ", Texts(RuntimeCommand.Set(
            Server, Server with { Address = IPAddress.Parse(address), Port = port, Weight = weight, IsInMaintenance = maintenance })))
            .ShouldBe(commands);

    private static string[] Texts(IEnumerable<RuntimeCommand> commands) => [.. commands.Select(command => command.Text)];
}
