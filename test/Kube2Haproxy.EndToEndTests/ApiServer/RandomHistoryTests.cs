using Kube2Haproxy.TestSupport.ApiServer;

namespace Kube2Haproxy.EndToEndTests.ApiServer;

/// <summary>After any history of the cluster, what is written for HAProxy is what a process renders that starts now.</summary>
public abstract class RandomHistoryTests(ApiServerFixture fixture)
{
    /// <summary>From FIRST_SEED (default 1), half of SEEDS (default 20), since each seed runs on both forms of endpoints.</summary>
    public static TheoryData<int> Seeds => [.. Enumerable.Range(Number("FIRST_SEED", 1), Math.Max(1, Number("SEEDS", 20) / 2))];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Any_history_ends_in_what_a_fresh_process_renders(int seed)
    {
        var api = fixture.Server;
        await using var cluster = await FollowedCluster.StartAsync(api);
        var history = new RandomHistory(seed, api, cluster);

        await history.RunAsync(async () =>
        {
            await cluster.CaughtUpAsync();
            cluster.Written.ShouldBe(await cluster.FreshAsync(), $"seed {seed}:\n{history.Journal}");
        });

        await cluster.NothingWentWrongAsync();
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), out var number) ? number : otherwise;
}

public sealed class EndpointsServer() : ApiServerFixture(EndpointForm.Endpoints);

public sealed class SlicesServer() : ApiServerFixture(EndpointForm.EndpointSlices);

public sealed class RandomHistoryOfEndpointsTests(EndpointsServer fixture) : RandomHistoryTests(fixture), IClassFixture<EndpointsServer>;

public sealed class RandomHistoryOfSlicesTests(SlicesServer fixture) : RandomHistoryTests(fixture), IClassFixture<SlicesServer>;
