using Kube2Haproxy.Daemons.Haproxy.Runtime;

namespace Kube2Haproxy.UnitTests.Daemons.Haproxy.Runtime;

public sealed class WorkerIdentityTests
{
    [Theory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void The_worker_says_who_it_is_and_whether_it_leaves(int stopping, bool leaves) =>
        WorkerIdentity.Parse($"Name: HAProxy\nVersion: 2.6.12\nProcess_num: 1\nPid: 3136\nStopping: {stopping}\nStart_time_sec: 1")
            .ShouldBe(new WorkerIdentity(3136, leaves, new Version(2, 6), DateTimeOffset.FromUnixTimeSeconds(1)));

    [Theory]
    [InlineData("")]
    [InlineData("Permission denied")]
    [InlineData("Pid: 3136")]
    [InlineData("Pid: many\nStopping: 0")]
    public void Nobody_else_is_a_worker(string answer) => Should.Throw<InvalidDataException>(() => WorkerIdentity.Parse(answer));
}
