using Kube2Haproxy.Daemons;
using Kube2Haproxy.Daemons.Haproxy.Preflight;
using Kube2Haproxy.TestSupport.Daemons;

namespace Kube2Haproxy.IntegrationTests.Daemons.Preflight;

/// <summary>On a HAProxy that can have 4,096 descriptors and no more.</summary>
public sealed class DescriptorTests
{
    private const int Most = 4096;

    [Theory]
    [EachHaproxy("maxconn 1000", "maxconn 1500", 0, true)]
    [EachHaproxy("maxconn 1000", "maxconn 2500", 0, false)]
    [EachHaproxy("maxconn 1000", "", 0, true)]
    [EachHaproxy("maxconn 1000", "maxconn 1000", 1500, true)]
    [EachHaproxy("maxconn 1000", "maxconn 1000", 2500, false)]
    [EachHaproxy("", "maxconn 1500", 0, true)]
    [EachHaproxy("", "maxconn 2500", 0, false)]
    [EachHaproxy("", "", 2500, true)]
    [EachHaproxy("", "", 4000, false)]
    [EachHaproxy("maxconn 1000", "maxconn 2500\n  no strict-limits", 0, true)]
    public async Task It_refuses_where_the_reload_fails_and_nowhere_else(
        HaproxyVersion version, string running, string wanted, int checks, bool isTaken)
    {
        await using var run = new PreflightRun(version);
        var bind = $"bind 127.0.0.1:{RealHaproxy.FreePort()}";
        await run.StartAsync(run.Text(running, bind), RealHaproxy.WithDescriptors(Most));
        var candidate = run.Text(wanted, bind) + "backend b\n"
            + string.Concat(Enumerable.Range(0, checks).Select(i => $"  server s{i} 127.0.0.1:9 check inter 1h\n"));

        var verdict = await run.ValidateAsync(candidate);
        var reloaded = await run.ReloadAsync(candidate);

        (reloaded is Verdict.Good).ShouldBe(isTaken, run.Log);
        (verdict is Verdict.Good).ShouldBe(isTaken, $"{verdict}");
    }

    [Theory, EachHaproxy]
    public async Task The_whole_candidate_is_refused_and_no_Service_blamed(HaproxyVersion version)
    {
        await using var run = new PreflightRun(version);
        await run.StartAsync(run.Text("maxconn 1000", $"bind 127.0.0.1:{RealHaproxy.FreePort()}"), RealHaproxy.WithDescriptors(Most));
        var before = File.ReadAllText(run.Options.ConfigFile);

        var applied = await run.ApplyAsync(run.Wanted("maxconn 2500", ("a", RealHaproxy.FreePort())));

        var refused = applied.Verdict.ShouldBeOfType<Verdict.Refused>();
        refused.Alerts.ShouldBeEmpty();
        refused.Complaint.ShouldContain($"can have {Most}: the reload would fail. Set LimitNOFILE=");
        File.ReadAllText(run.Options.ConfigFile).ShouldBe(before);
    }

    /// <summary>A start on what the package brings, which is unlike what kube2haproxy writes.</summary>
    [Theory]
    [EachHaproxy("", "maxconn 2000\n  stats maxconn 100")]
    [EachHaproxy("nbthread 1", "maxconn 2100\n  stats maxconn 100")]
    [EachHaproxy("maxconn 100\n  ulimit-n 4000", "maxconn 2100")]
    public async Task At_the_first_apply_too_it_is_refused_with_what_is_needed_and_what_there_is(HaproxyVersion version, string running, string wanted)
    {
        await using var run = new PreflightRun(version);
        await run.StartAsync(run.Text(running, $"bind 127.0.0.1:{RealHaproxy.FreePort()}"), RealHaproxy.WithDescriptors(Most));
        var before = File.ReadAllText(run.Options.ConfigFile);

        var applied = await run.ApplyAsync(run.Wanted(wanted, ("a", RealHaproxy.FreePort())));

        applied.Verdict.ShouldBeOfType<Verdict.Refused>().Complaint.ShouldContain($"can have {Most}: the reload would fail. Set LimitNOFILE=5000 or more");
        File.ReadAllText(run.Options.ConfigFile).ShouldBe(before);
        run.Log.ShouldNotContain("Reloading");
    }

    [Theory, EachHaproxy]
    public async Task Where_it_could_not_be_counted_the_failed_reload_says_that_it_may_be_too_many(HaproxyVersion version)
    {
        await using var run = new PreflightRun(version);
        var bind = $"bind 127.0.0.1:{RealHaproxy.FreePort()}";
        await run.StartAsync(run.Text("maxconn 1000", bind), RealHaproxy.WithDescriptors(Most));
        var candidate = run.Text("maxconn 2100\n  .if version_atleast(2.6)\n  tune.maxrewrite 1024\n  .endif", bind);

        (await run.ValidateAsync(candidate)).ShouldBeOfType<Verdict.Good>();
        var failed = (await run.ReloadAsync(candidate)).ShouldBeOfType<Verdict.Failed>();

        failed.IsOfFile.ShouldBeTrue();
        failed.Why.ShouldContain($"can have {Most}, which may be why. Set LimitNOFILE=5000 or more");
    }

    [Theory, EachHaproxy]
    public async Task Each_listener_and_each_check_is_one_descriptor_as_it_is_counted_here(HaproxyVersion version)
    {
        var rests = new List<int>();
        foreach (var servers in new[]
        {
            "", "  server a 127.0.0.1:9 check port 8\n  server b 127.0.0.1:9 agent-check agent-port 7\n",
            "  default-server check\n  server a 127.0.0.1:9\n  server b 127.0.0.1:9 no-check\n",
        })
        {
            await using var run = new PreflightRun(version);
            var text = run.Text("maxconn 100", $"bind 127.0.0.1:{RealHaproxy.FreePort()},127.0.0.1:{RealHaproxy.FreePort()}") + "backend b\n" + servers;
            await run.StartAsync(text);
            var worker = WorkerDescriptors.Parse(await RealHaproxy.AskAsync(run.Options.MasterSocket, "@1 show info")).ShouldNotBeNull();
            rests.Add(worker.MaxSock - (2 * worker.MaxConn) - SocketDemand.Read(text).Sockets);
        }

        rests.Distinct().ShouldHaveSingleItem();
        TestContext.Current.TestOutputHelper?.WriteLine($"{version}: {rests[0]} beside them on {Environment.ProcessorCount} CPUs");
    }
}
