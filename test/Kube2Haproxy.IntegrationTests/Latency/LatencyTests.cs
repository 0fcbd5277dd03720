using System.Globalization;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Daemons;

namespace Kube2Haproxy.IntegrationTests.Latency;

/// <summary>
/// How long changes take from the arrival of their watch event to being live and verified. Runs on request, in a Release build on a quiet
/// machine: it is a benchmark, and prints what it has measured.
/// </summary>
public sealed class LatencyTests(ITestOutputHelper output)
{
    private static readonly TimeProvider Time = TimeProvider.System;

    private readonly CancellationToken _stop = TestContext.Current.CancellationToken;

    [Theory, EachHaproxy]
    public async Task Changes_are_live_at_once(HaproxyVersion version)
    {
        var services = int.Parse(Environment.GetEnvironmentVariable("LATENCY_SERVICES") ?? "0", CultureInfo.InvariantCulture);
        Assert.SkipWhen(services == 0, "It runs on request: set LATENCY_SERVICES to a number of Services, 5000 for the real one.");
        using var backend = AnsweringBackend.Start();
        await using var run = await LatencyRun.StartAsync(version, services, backend.Port);
        await UntilAsync(async () => await LatencyRun.AnswersAsync(services - 1, _stop), "the last Service answers", () => File.ReadAllText(run.ConfigFile));
        await QuietAsync(run);

        await NothingAsync(run, services);
        await FlipsAsync(run, services);

        // Once more: by now .NET has compiled the code as it runs for days.
        await FlipsAsync(run, services);
        await DamageAsync(run, services);
        await DuringReloadAsync(run, services);
        await NewServiceAsync(run, services);
    }

    private async Task NothingAsync(LatencyRun run, int services)
    {
        var before = (run.Changes, run.Validations, Reloads: run.Reloads.Count, Written: File.GetLastWriteTimeUtc(run.ConfigFile));
        run.AddService(services / 2, new Dictionary<string, string> { ["team"] = "shop" });
        run.SetEndpoints(services / 2);
        await Task.Delay(TimeSpan.FromSeconds(3), Time, _stop);

        output.WriteLine($"{run.Version}: an annotation and the same endpoints once more: {run.Changes - before.Changes} passes of commands, "
            + $"{run.Validations - before.Validations} validations, {run.Reloads.Count - before.Reloads} reloads, file written "
            + $"{File.GetLastWriteTimeUtc(run.ConfigFile) != before.Written}");
        (run.Changes, run.Validations, run.Reloads.Count, File.GetLastWriteTimeUtc(run.ConfigFile)).ShouldBe(before);
    }

    /// <summary>50 a second for 30 s: a pod of a Service after the other goes unready, and then they come back.</summary>
    private async Task FlipsAsync(LatencyRun run, int services)
    {
        var (before, reloads, validations) = (run.Durations.Count, run.Reloads.Count, run.Validations);
        var pods = Math.Min(750, services);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20), Time);
        for (var i = 0; i < 2 * pods; i++)
        {
            run.SetEndpoints(i % pods * 17 % services, ready: i < pods ? 9 : 10);
            await timer.WaitForNextTickAsync(_stop);
        }

        await UntilAsync(() => Task.FromResult(run.Durations.Count >= before + 2 * pods), "all flips are live");
        var measured = run.Durations.Skip(before).Select(static one => one.Seconds * 1000).Order().ToList();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{run.Version}: {measured.Count} flips at 50/s: median {measured[measured.Count / 2]:0.00} ms, 99th percentile {measured[measured.Count * 99 / 100]:0.00} ms, "
            + $"longest {measured[^1]:0.00} ms; reloads {run.Reloads.Count - reloads}, validations beside {run.Validations - validations}"));
        run.Reloads.Count.ShouldBe(reloads);
    }

    /// <summary>Somebody deletes a server by hand.</summary>
    private async Task DamageAsync(LatencyRun run, int services)
    {
        var back = new List<double>();
        for (var turn = 0; turn < 5; turn++)
        {
            var server = $"{LatencyRun.Backend(services * turn / 5)}/service-{services * turn / 5}-3";
            await run.StatsAsync($"set server {server} state maint");
            (await run.StatsAsync($"del server {server}")).ShouldContain("deleted");
            var started = Time.GetTimestamp();
            await UntilAsync(
                async () => (await run.StatsAsync($"show servers state {server.Split('/')[0]}")).Contains($" {server.Split('/')[1]} ", StringComparison.Ordinal),
                "the server is back");
            back.Add(Time.GetElapsedTime(started).TotalMilliseconds);
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{run.Version}: a server that was deleted by hand was back after {string.Join(", ", back.Select(static ms => $"{ms:0}"))} ms"));
    }

    /// <summary>A pod goes while a reload runs.</summary>
    private async Task DuringReloadAsync(LatencyRun run, int services)
    {
        var after = new List<double>();
        for (var turn = 0; turn < 3; turn++)
        {
            await QuietAsync(run);
            var (reloads, validations) = (run.Reloads.Count, run.Validations);
            run.AddService(services + turn);
            run.SetEndpoints(services + turn);

            // The candidate is judged: what comes now comes while HAProxy loads it, or just before.
            await UntilAsync(() => Task.FromResult(run.Validations > validations), "the candidate is judged");
            var durations = run.Durations.Count;
            run.SetEndpoints(turn * 31, ready: 9);
            await UntilAsync(() => Task.FromResult(run.Reloads.Count > reloads), "it is reloaded");
            var end = run.Reloads[reloads];
            await UntilAsync(() => Task.FromResult(run.Durations.Any(one => one.At > end) && run.Durations.Count > durations), "the flip is live");
            await QuietAsync(run);
            after.Add(Time.GetElapsedTime(end, run.Durations[^1].At).TotalMilliseconds);
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{run.Version}: a flip that came while a reload ran was live after its end: {string.Join(", ", after.Select(static ms => $"{ms:0.0}"))} ms"));
    }

    private async Task NewServiceAsync(LatencyRun run, int services)
    {
        var (added, bare) = (new List<double>(), new List<double>());
        for (var turn = 0; turn < 3; turn++)
        {
            await QuietAsync(run);
            var i = services + 100 + turn;
            var started = Time.GetTimestamp();
            run.AddService(i);
            await Task.Delay(TimeSpan.FromMilliseconds(50), Time, _stop);
            run.SetEndpoints(i);
            await UntilAsync(async () => await LatencyRun.AnswersAsync(i, _stop), "the new Service answers");
            added.Add(Time.GetElapsedTime(started).TotalMilliseconds);

            await QuietAsync(run);
            bare.Add(await BareHaproxy.CheckAndReloadAsync(run, _stop));
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{run.Version}: a new Service, its endpoints 50 ms later, answers after {Median(added):0} ms (median of {added.Count}); bare haproxy -c and "
            + $"reload take {Median(bare):0} ms: {Median(added) / Median(bare):0.00} times"));
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    /// <summary>Nothing is under way any more, and the pace is idle.</summary>
    private async Task QuietAsync(LatencyRun run)
    {
        while (true)
        {
            var before = (run.Durations.Count, run.Validations, run.Reloads.Count, run.Changes);
            await Task.Delay(TimeSpan.FromSeconds(12), Time, _stop);
            if (before == (run.Durations.Count, run.Validations, run.Reloads.Count, run.Changes))
                return;
        }
    }

    private Task UntilAsync(Func<Task<bool>> condition, string what, Func<string>? found = null) => Wait.UntilAsync(condition, what, found, _stop);
}
