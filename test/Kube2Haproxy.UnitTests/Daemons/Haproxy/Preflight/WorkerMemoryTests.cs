using Kube2Haproxy.Daemons.Haproxy;
using Kube2Haproxy.Daemons.Haproxy.Preflight;

namespace Kube2Haproxy.UnitTests.Daemons.Haproxy.Preflight;

public sealed class WorkerMemoryTests
{
    private const long Mebibyte = 1024 * 1024;

    [Theory]
    [InlineData(3, 100, 200, false)]
    [InlineData(3, 100, 125, false)]
    [InlineData(3, 100, 124, true)]
    [InlineData(0, 100, 10, false)]
    public void A_reload_waits_while_old_workers_leave_no_room_for_another_one(int oldWorkers, int resident, int available, bool waits) =>
        (new WorkerMemory(oldWorkers, resident * Mebibyte, available * Mebibyte).Obstacle is not null).ShouldBe(waits);

    [Fact]
    public void It_says_what_is_there_and_what_helps() => new WorkerMemory(7, 400 * Mebibyte, 120 * Mebibyte).Obstacle.ShouldBe(
        "The reload waits: 7 old workers of HAProxy still finish their connections, 120 MiB of memory are available, and a new worker takes some "
        + "500 MiB. A shorter hard-stop-after in HAProxy's section global ends them earlier.");

    [Fact]
    public void A_running_process_and_the_kernel_say_how_much()
    {
        var found = WorkerMemory.Find(new MasterProcesses(1, 0, 0, 1, 2) { WorkerPid = Environment.ProcessId }).ShouldNotBeNull();

        found.OldWorkers.ShouldBe(2);
        found.Resident.ShouldBeInRange(Mebibyte, found.Available);
    }
}
