using Kube2Haproxy.Core.Status;
using Kube2Haproxy.Daemons;

namespace Kube2Haproxy.UnitTests.Daemons.Quarantine;

/// <summary>Whatever comes in whatever order, over restarts and reloads that fail, the file is what <see cref="ModelCluster"/> says.</summary>
public sealed class QuarantineLawTests
{
    private static readonly TimeSpan LongerThanAnyWait = TimeSpan.FromSeconds(61);

    [Fact]
    public async Task After_each_step_each_Service_is_as_wanted_or_as_the_status_says_and_in_the_end_all_are_as_wanted()
    {
        for (var seed = 0; seed < 12; seed++)
        {
            try
            {
                await LiveAsync(new Random(seed));
            }
            catch (Exception error) when (error is ShouldAssertException or OperationCanceledException)
            {
                throw new ShouldAssertException($"seed {seed}: {error.Message}", error);
            }
        }
    }

    private static async Task LiveAsync(Random random)
    {
        await using var run = new ApplyRun(TimeSpan.Zero);
        var cluster = new ModelCluster(random);
        run.Daemon.Judge = cluster.Judge;
        run.Start();
        await WantAsync(run, cluster);
        for (var step = 0; step < 25; step++)
        {
            cluster.Change();
            switch (random.Next(8))
            {
                case 0:
                    await run.RestartAsync();
                    break;
                case 1:
                    run.Time.Advance(LongerThanAnyWait);
                    break;
                case 2:
                    await FailAsync(run, cluster, new Verdict.Failed("cannot bind"));
                    break;
                case 3:
                    await FailAsync(run, cluster, new Verdict.NotRunning("start it"));
                    break;
            }

            await WantAsync(run, cluster);
            await NothingAsync(run, cluster, restart: false);

            // Another process judges all again, so that what has changed outside shows, and a template whose minute is not over.
            if (random.Next(4) == 0 && run.Status.Value.Fault is null && !(Text(run) + cluster.Wanted().Text).Contains("outside", StringComparison.Ordinal))
                await NothingAsync(run, cluster, restart: true);
        }

        cluster.Mend();
        await WantAsync(run, cluster);
        run.Time.Advance(LongerThanAnyWait);
        await WantAsync(run, cluster);
        run.Time.Advance(LongerThanAnyWait);
        await WantAsync(run, cluster);

        run.Status.Value.Quarantined.ShouldBeEmpty();
        run.Status.Value.Fault.ShouldBeNull();
        File.ReadAllText(run.File.Path).ShouldBe(cluster.Wanted().Text);
    }

    private static async Task WantAsync(ApplyRun run, ModelCluster cluster)
    {
        await SettleAsync(run, cluster);

        var last = run.LastReload();
        var text = Text(run);
        if (last is not null)
            text.ShouldBe(last);
        cluster.Check(run.Status.Value, text);
    }

    /// <summary>The reload does not succeed; the wait after it passes, and reloads succeed again.</summary>
    private static async Task FailAsync(ApplyRun run, ModelCluster cluster, Verdict reloaded)
    {
        var before = Text(run);
        var good = run.Daemon.Load;
        run.Daemon.Load = _ => Task.FromResult(reloaded);
        await SettleAsync(run, cluster);
        if (run.LastReload() is { } tried)
        {
            run.Status.Value.Fault.ShouldNotBeNull();
            if (reloaded is Verdict.NotRunning)
                Text(run).ShouldBe(tried);
            else if (File.Exists(run.File.LastGoodPath))
                Text(run).ShouldBe(File.ReadAllText(run.File.LastGoodPath));
        }
        else
            Text(run).ShouldBe(before);

        run.Daemon.Load = good;
        run.Time.Advance(LongerThanAnyWait);
    }

    private static async Task NothingAsync(ApplyRun run, ModelCluster cluster, bool restart)
    {
        var (text, held) = (Text(run), Held(run.Status.Value));
        if (restart)
            await run.RestartAsync();

        await SettleAsync(run, cluster);

        run.LastReload().ShouldBeNull($"restart {restart}");
        Text(run).ShouldBe(text, $"restart {restart}");
        if (run.Status.Value.LastSuccess is not null)
            Held(run.Status.Value).ShouldBe(held, $"restart {restart}");
    }

    private static async Task SettleAsync(ApplyRun run, ModelCluster cluster)
    {
        run.Want(cluster.Wanted());
        await run.SettledAsync();
        while (run.Inputs.TryRead(out var input))
            cluster.Take(input);
    }

    private static List<(string, bool)> Held(DaemonStatus status) => [.. status.Quarantined.Select(one => (one.Service.Name, one.IsServed))];

    private static string? Text(ApplyRun run) => File.Exists(run.File.Path) ? File.ReadAllText(run.File.Path) : null;
}
