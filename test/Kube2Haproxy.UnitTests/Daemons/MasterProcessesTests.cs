using Kube2Haproxy.Daemons.Haproxy;

namespace Kube2Haproxy.UnitTests.Daemons;

public sealed class MasterProcessesTests
{
    [Fact]
    public void Workers_and_old_workers_are_told_apart()
    {
        const string Answer = """
            #<PID>          <type>          <reloads>       <uptime>        <version>
            7086            master          2 [failed: 1]   0d00h00m01s     2.6.12-1+deb12u4
            # workers
            7100            worker          1               0d00h00m00s     2.6.12-1+deb12u4
            # old workers
            7089            worker          2               0d00h00m43s     2.6.12-1+deb12u4
            7088            worker          3               0d00h01m43s     2.6.12-1+deb12u4
            # programs

            """;

        MasterProcesses.Parse(Answer).ShouldBe(new MasterProcesses(7086, 2, 1, 1, 2) { WorkerPid = 7100 });
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("#<PID>          <type>          <reloads>\n# workers\n# programs\n")]
    public void An_answer_without_a_master_is_none(string answer) => MasterProcesses.Parse(answer).ShouldBeNull();
}
