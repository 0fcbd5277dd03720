using Kube2Haproxy.Daemons.Haproxy.Runtime;

namespace Kube2Haproxy.UnitTests.Daemons.Haproxy.Runtime;

public sealed class ServerConnectionsTests
{
    [Fact]
    public void A_server_is_busy_with_a_connection_in_use_or_idle()
    {
        const string Answer = """
            # bkname/svname bkid/svid addr port - purge_delay used_cur used_max need_est unsafe_nb safe_nb idle_lim idle_cur idle_per_thr[2]
            b/used 3/11 127.0.0.1 9001 - 5000 1 1 1 0 0 -1 0 0 0
            b/idle 3/12 127.0.0.1 9001 - 5000 0 1 1 1 0 -1 1 1 0
            b/free 3/13 127.0.0.1 9004 - 5000 0 7 7 0 0 -1 0 0 0
            b/added-to-2.6 3/80 127.0.0.1 99 - 0 0 0 0 0 0 0 0
            b/name 3/78 - 99 - 5000 2 0 0 0 0 -1 0 0 0
            """;

        ServerConnections.Busy(Answer).ShouldBe(["b/used", "b/idle", "b/name"]);
    }

    [Fact]
    public void Anything_else_is_no_answer() =>
        Should.Throw<InvalidDataException>(() => ServerConnections.Busy("Can't find backend.").ToList());
}
