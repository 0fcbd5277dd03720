using System.Collections.Concurrent;
using System.Globalization;
using Kube2Haproxy.TestSupport.Daemons;

namespace Kube2Haproxy.IntegrationTests.Daemons.Live;

/// <summary>Whatever happens, HAProxy ends as a start from the file that kube2haproxy wrote does.</summary>
public sealed class LiveLawTests(ITestOutputHelper output)
{
    /// <summary>They wait most of the time, for looks each second.</summary>
    private const int AtOnce = 12;

    /// <summary>How many sequences on each release; more on request.</summary>
    private static readonly int Sequences = Number("LIVE_SEQUENCES") ?? 50;

    /// <summary>The first one's seed, to try one again.</summary>
    private static readonly int First = Number("LIVE_SEED") ?? 1;

    [Theory, EachHaproxy]
    public async Task Whatever_happens_HAProxy_ends_as_a_start_from_the_file_does(HaproxyVersion version)
    {
        var failures = new ConcurrentQueue<string>();
        var rests = new ConcurrentQueue<LiveSequence.Rest>();

        await Parallel.ForEachAsync(
            Enumerable.Range(First, Sequences),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = TestContext.Current.CancellationToken },
            async (seed, _) =>
            {
                try
                {
                    foreach (var rest in await LiveSequence.RunAsync(version, seed))
                        rests.Enqueue(rest);
                }
                catch (InvalidOperationException failure)
                {
                    failures.Enqueue(failure.Message);
                }
            });

        output.WriteLine(string.Join('\n', rests.CountBy(static rest => rest).Select(static one => $"{one.Value} x {one.Key}")));
        failures.ShouldBeEmpty();
    }

    private static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
