using System.Net;
using System.Net.Sockets;
using Kube2Haproxy.Daemons;
using Kube2Haproxy.Daemons.Haproxy;
using Kube2Haproxy.Daemons.Processes;
using Kube2Haproxy.TestSupport.Daemons;

namespace Kube2Haproxy.IntegrationTests.Daemons.Preflight;

/// <summary>Another process listens where a Service is to be served.</summary>
public sealed class TakenPortTests : IDisposable
{
    private readonly TcpListener _other = new(IPAddress.Loopback, 0);

    public TakenPortTests() => _other.Start();

    private int Taken => ((IPEndPoint)_other.LocalEndpoint).Port;

    [Theory, EachHaproxy]
    public async Task HAProxys_own_check_accepts_it_and_its_reload_fails(HaproxyVersion version)
    {
        await using var run = new PreflightRun(version);
        await run.StartAsync(run.Text("", $"bind 127.0.0.1:{RealHaproxy.FreePort()}"));
        var candidate = run.Wanted(("a", RealHaproxy.FreePort()), ("b", Taken)).Text;
        var file = run.Options.ConfigFile + ".new";
        File.WriteAllText(file, candidate);

        var accepted = await new HaproxyValidation(version.Program(), new ProcessRunner(TimeProvider.System))
            .JudgeAsync(file, TestContext.Current.CancellationToken);

        accepted.ShouldBeOfType<Verdict.Good>();
        (await run.ReloadAsync(candidate)).ShouldBeOfType<Verdict.Failed>(run.Log);
    }

    [Theory, EachHaproxy]
    public async Task Its_Service_is_left_out_and_the_others_are_applied_in_the_same_pass(HaproxyVersion version)
    {
        await using var run = new PreflightRun(version);
        await run.StartAsync(run.Text("", $"bind 127.0.0.1:{RealHaproxy.FreePort()}"));
        var (a, c) = (RealHaproxy.FreePort(), RealHaproxy.FreePort());

        var applied = await run.ApplyAsync(run.Wanted(("a", a), ("b", Taken), ("c", c)));

        applied.Verdict.ShouldBeOfType<Verdict.Good>(run.Log);
        applied.Quarantined.Select(static one => $"{one.Service} {one.IsServed} {one.Complaint}").ShouldBe(
            [$"default/b False line 2 of its text: bind 127.0.0.1:{Taken}: another process listens there (EADDRINUSE)"]);
        (await IsServedAsync(a)).ShouldBeTrue();
        (await IsServedAsync(c)).ShouldBeTrue();
    }

    [Theory, EachHaproxy]
    public async Task One_that_moves_there_stays_where_it_is(HaproxyVersion version)
    {
        await using var run = new PreflightRun(version);
        await run.StartAsync(run.Text("", $"bind 127.0.0.1:{RealHaproxy.FreePort()}"));
        var (a, b) = (RealHaproxy.FreePort(), RealHaproxy.FreePort());
        (await run.ApplyAsync(run.Wanted(("a", a), ("b", b)))).Verdict.ShouldBeOfType<Verdict.Good>(run.Log);

        var applied = await run.ApplyAsync(run.Wanted(("a", a), ("b", Taken)));

        applied.Verdict.ShouldBeOfType<Verdict.Good>(run.Log);
        applied.Quarantined.ShouldHaveSingleItem().IsServed.ShouldBeTrue();
        (await IsServedAsync(b)).ShouldBeTrue();
    }

    [Theory, EachHaproxy]
    public async Task It_comes_back_by_itself_when_the_port_is_free(HaproxyVersion version)
    {
        await using var run = new PreflightRun(version);
        await run.StartAsync(run.Text("", $"bind 127.0.0.1:{RealHaproxy.FreePort()}"));
        var wanted = run.Wanted(("a", RealHaproxy.FreePort()), ("b", Taken));
        var port = Taken;
        var retryIn = (await run.ApplyAsync(wanted)).RetryIn.ShouldNotBeNull();
        _other.Stop();
        run.Time.Advance(retryIn);

        var applied = await run.ApplyAsync(wanted);

        applied.Verdict.ShouldBeOfType<Verdict.Good>(run.Log);
        applied.Quarantined.ShouldBeEmpty();
        (await IsServedAsync(port)).ShouldBeTrue();
    }

    [Theory, EachHaproxy]
    public async Task Before_HAProxy_is_started_it_counts_too(HaproxyVersion version)
    {
        await using var run = new PreflightRun(version);

        var applied = await run.ApplyAsync(run.Wanted(("a", RealHaproxy.FreePort()), ("b", Taken)));

        applied.Verdict.ShouldBeOfType<Verdict.NotRunning>();
        File.ReadAllText(run.Options.ConfigFile).ShouldNotContain($":{Taken}");
    }

    [Theory, EachHaproxy]
    public async Task Of_a_wildcard_it_is_in_the_way(HaproxyVersion version)
    {
        await using var run = new PreflightRun(version);
        await run.StartAsync(run.Text("", $"bind 127.0.0.1:{RealHaproxy.FreePort()}"));
        var candidate = run.Text("", $"bind 127.0.0.1:{RealHaproxy.FreePort()}", $"bind *:{Taken}");

        var refused = (await run.ValidateAsync(candidate)).ShouldBeOfType<Verdict.Refused>();

        refused.Complaint.ShouldEndWith($"bind 0.0.0.0:{Taken}: another process listens there (EADDRINUSE)");
        (await run.ReloadAsync(candidate)).ShouldBeOfType<Verdict.Failed>(run.Log);
    }

    public void Dispose() => _other.Dispose();

    private static async Task<bool> IsServedAsync(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
