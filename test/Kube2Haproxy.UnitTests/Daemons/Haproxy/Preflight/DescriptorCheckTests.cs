using Kube2Haproxy.Daemons.Haproxy.Preflight;

namespace Kube2Haproxy.UnitTests.Daemons.Haproxy.Preflight;

public sealed class DescriptorCheckTests
{
    /// <summary>With 41 beside its connections, one of them a listener.</summary>
    private static readonly WorkerDescriptors Worker = new(MaxSock: 2041, MaxConn: 1000);

    private static readonly MasterProcess Master = new(Id: 7, User: 0, MostDescriptors: 4096);
    private static readonly SocketDemand Running = new() { Sockets = 1, MaxConn = 1000 };

    [Theory]
    [InlineData(2035, 1, false)]
    [InlineData(2036, 1, true)]
    [InlineData(2035, 2, false)]
    [InlineData(2035, 3, true)]
    [InlineData(null, 3872, false)]
    [InlineData(null, 3873, true)]
    public void What_does_not_fit_into_the_limit_for_certain_is_refused(int? maxConn, int sockets, bool isRefused) =>
        (Refusal(Running with { MaxConn = maxConn, Sockets = sockets }) is not null).ShouldBe(isRefused);

    [Fact]
    public void The_complaint_says_what_is_needed_what_there_is_and_both_remedies()
    {
        var complaint = Refusal(Running with { MaxConn = 3000 });

        complaint.ShouldBe(
            "it needs 6041 file descriptors (2 × maxconn 3000, and 41 for listeners, health checks and HAProxy itself), and HAProxy's master, "
            + "process 7, can have 4096: the reload would fail. Set LimitNOFILE=7000 or more in HAProxy's unit and restart HAProxy, "
            + "or maxconn in its section global to 2027 or less.");
    }

    [Fact]
    public void Where_what_runs_is_too_unlike_to_learn_from_the_least_is_counted()
    {
        var candidate = Running with { MaxConn = 2033, Others = "nbthread 4" };

        Refusal(candidate).ShouldBeNull();
        Refusal(candidate with { MaxConn = 2034 }).ShouldNotBeNull().ShouldStartWith("it needs at least 4097 file descriptors (2 × maxconn 2034, and 29 for");
        DescriptorCheck.Refusal(candidate with { MaxConn = 2034 }, Running, worker: null, Master).ShouldNotBeNull();
    }

    [Theory]
    [InlineData(2000, true, true)]
    [InlineData(2000, false, true)]
    [InlineData(1900, false, false)]
    [InlineData(2027, null, false)]
    [InlineData(2028, null, true)]
    public void What_cannot_be_told_for_certain_is_a_suspicion_when_the_reload_has_failed(int maxConn, bool? isCounted, bool isSuspected)
    {
        var candidate = isCounted is { } counted
            ? Running with { MaxConn = maxConn, IsCounted = counted, Others = "nbthread 4" }
            : Running with { MaxConn = maxConn };

        var suspicion = DescriptorCheck.Suspicion(candidate, Running, Worker, Master);

        (suspicion is not null).ShouldBe(isSuspected, suspicion);
    }

    [Fact]
    public void What_is_not_counted_is_left_to_HAProxy() => Refusal(Running with { MaxConn = 30000, IsCounted = false }).ShouldBeNull();

    [Theory]
    [InlineData("0000000000000000", 4096)]
    [InlineData("000001fffeffffff", 4096)]
    [InlineData("000001ffffffffff", 1048576)]
    public void A_master_that_may_raise_its_limit_can_have_what_the_kernel_gives(string capabilities, long most)
    {
        var master = MasterProcess.Parse(
            7, $"Name:\thaproxy\nUid:\t1\t2\t2\t2\nCapEff:\t{capabilities}\n",
            "Limit                     Soft Limit           Hard Limit           Units     \nMax open files            1024                 4096                 files     \n",
            "1048576\n");

        master.ShouldBe(new MasterProcess(7, User: 2, MostDescriptors: most));
    }

    [Theory]
    [InlineData("Maxsock: 2041\nMaxconn: 900\nHard_maxconn: 1000\nMaxpipes: 0\n", true)]
    [InlineData("Maxsock: 2041\nMaxconn: 900\nHard_maxconn: 1000\nMaxpipes: 250\n", false)]
    [InlineData("Unknown command\n", false)]
    public void A_worker_says_what_it_counts(string answer, bool isKnown) =>
        WorkerDescriptors.Parse(answer).ShouldBe(isKnown ? Worker : null);

    private static string? Refusal(SocketDemand candidate) => DescriptorCheck.Refusal(candidate, Running, Worker, Master);
}
