using System.Net;
using Kube2Haproxy.Daemons.Haproxy.Runtime;

namespace Kube2Haproxy.UnitTests.Daemons.Haproxy.Runtime;

public sealed class RunningServerTests
{
    private const string Header =
        "1\n# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight srv_iweight srv_time_since_last_change " +
        "srv_check_status srv_check_result srv_check_health srv_check_state srv_agent_state bk_f_forced_id srv_f_forced_id srv_fqdn " +
        "srv_port srvrecord srv_use_ssl srv_check_port srv_check_addr srv_agent_addr srv_agent_port\n";

    [Fact]
    public void Each_line_is_a_server()
    {
        var servers = RunningServer.Parse(
            Header + "3 b 11 s1 127.0.0.1 2 0 10 10 0 1 0 2 0 0 0 1 - 9001 - 0 0 - - 0\n4 c 18 s6 2001:db8::5 2 0 1 1 0 1 0 2 0 0 0 1 - 80 - 0 0 - - 0");

        servers.ShouldBe(
        [
            new("b", "s1", 11, IPAddress.Loopback, 9001, 10, false),
            new("c", "s6", 18, IPAddress.Parse("2001:db8:0::5"), 80, 1, false),
        ]);
    }

    [Fact]
    public void A_host_name_that_is_not_resolved_is_no_address() =>
        RunningServer.Parse(Header + "3 b 78 n3 - 0 1 1 1 0 1 0 0 0 0 0 1 hostname.invalid 99 - 0 0 - - 0")
            .Single().ShouldBe(new("b", "n3", 78, null, 99, 1, true));

    [Theory]
    [InlineData(0, 10, false)]
    [InlineData(1, 10, true)] // set server … state maint
    [InlineData(2, 10, true)] // one that it tracks is in maintenance
    [InlineData(4, 10, false)] // the file said "disabled", and it was made ready since
    [InlineData(5, 10, true)] // the file says "disabled"
    [InlineData(8, 0, false)] // set server … state drain
    [InlineData(12, 0, false)]
    [InlineData(16, 0, false)] // one that it tracks drains
    [InlineData(32, 10, true)] // its name was not resolved
    [InlineData(64, 10, false)] // set server … fqdn
    public void What_was_done_by_hand_tells_in_weight_and_maintenance(int admin, int weight, bool maintenance)
    {
        var server = RunningServer.Parse($"{Header}3 b 11 s1 127.0.0.1 2 {admin} 10 10 0 1 0 2 0 0 0 1 - 9001 - 0 0 - - 0").Single();

        (server.Weight, server.IsInMaintenance).ShouldBe((weight, maintenance));
    }

    [Fact]
    public void A_backend_without_servers_has_none() => RunningServer.Parse(Header.TrimEnd('\n')).ShouldBeEmpty();

    [Theory]
    [InlineData("Can't find backend.")]
    [InlineData("")]
    [InlineData("2\n# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight \n")]
    [InlineData(Header + "3 b 11 s1 127.0.0.1 2 0 10")]
    [InlineData(Header + "3 b x s1 127.0.0.1 2 0 10 10 0 1 0 2 0 0 0 1 - 9001 - 0 0 - - 0")]
    public void Anything_else_is_no_state(string answer) => Should.Throw<InvalidDataException>(() => RunningServer.Parse(answer).ToList());
}
