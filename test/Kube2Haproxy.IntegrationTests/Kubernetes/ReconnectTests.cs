using System.Globalization;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Kubernetes;
using Microsoft.Extensions.Time.Testing;

namespace Kube2Haproxy.IntegrationTests.Kubernetes;

/// <summary>What ten thousand watches leave behind: nothing.</summary>
/// <remarks>
/// The fake API server is in the same process. What it remembers is forgotten before each measurement, and what it leaks would count too.
/// </remarks>
[Collection(nameof(Alone))]
public sealed class ReconnectTests(ITestOutputHelper output) : IDisposable
{
    private const int Reconnects = 10_000;

    // Until then the allocators still grow to the size that they need.
    private const int WarmUp = 4_000;

    // 1 kB a reconnect would be 10 MB of the heap. The process as a whole breathes more, but what TLS keeps of a connection is tens of kB.
    private const long MostHeap = 2 * 1024 * 1024;
    private const long MostResident = 20 * 1024 * 1024;
    private const int MostHandles = 4;
    private const int MostThreads = 8;

    private readonly CancellationTokenSource _limit = new(TimeSpan.FromMinutes(5), TimeProvider.System);
    private readonly TemporaryDirectory _files = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(60));

    private CancellationToken Stop => _limit.Token;

    public void Dispose()
    {
        _limit.Dispose();
        _files.Dispose();
    }

    [Fact]
    public async Task Ten_thousand_reconnects_leave_memory_handles_and_threads_where_they_were()
    {
        await using var server = await FakeApiServer.StartAsync();
        for (var i = 0; i < 10; i++)
        {
            server.Apply(KubernetesObjects.Service($"web-{i}", clusterIPs: [$"10.96.0.{i + 1}"]));
            server.Apply(
                KubernetesObjects.EndpointSlice($"web-{i}-1", $"web-{i}", endpoints: [KubernetesObjects.Endpoint($"10.1.0.{i + 1}")]));
        }

        await using var run = await SourceRun.StartAsync(server, _files.Path, Stop, _time);
        await run.SyncedAsync();
        var round = 0;

        // Two watches a round: by turns they end as they should, and their connection is reset. Each fiftieth time only new credentials
        // are right, so that going on means a new session.
        async Task ReconnectAsync(int count)
        {
            for (var begun = server.WatchesStarted; server.WatchesStarted < begun + count; round++)
            {
                _time.Advance(TimeSpan.FromSeconds(150));
                if (round % 50 == 49)
                {
                    server.AcceptTokens($"token-{round}");
                    KubeconfigFile.Write(server, _files.Path, token: $"token-{round}");
                }

                var before = server.WatchesStarted;
                if (round % 2 == 0)
                    server.EndWatches();
                else
                    server.CutConnections();

                await WatchingAsync(before + 2);
            }
        }

        // Moves the clock where they wait for their turn.
        async Task WatchingAsync(int started)
        {
            while (server.WatchesStarted < started
                || server.WatchCount(ApiResource.Services) != 1 || server.WatchCount(ApiResource.EndpointSlices) != 1)
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, Stop);
            }
        }

        await WatchingAsync(2);
        await ReconnectAsync(WarmUp);
        var before = await MeasureAsync();
        await ReconnectAsync(Reconnects);
        var after = await MeasureAsync();

        run.Services.Count().ShouldBe(10);
        (after.Heap - before.Heap).ShouldBeLessThan(MostHeap);
        (after.Resident - before.Resident).ShouldBeLessThan(MostResident);
        (after.Handles - before.Handles).ShouldBeLessThanOrEqualTo(MostHandles);
        (after.Threads - before.Threads).ShouldBeLessThanOrEqualTo(MostThreads);

        async Task<Footprint> MeasureAsync()
        {
            server.ForgetRequests();
            run.Forget();

            // Connections that were reset are still being closed by either side.
            Footprint now, last;
            var same = 0;
            last = Footprint.Now();
            do
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Stop);
                now = Footprint.Now();
                same = now.Handles == last.Handles ? same + 1 : 0;
                last = now;
            }
            while (same < 5);

            output.WriteLine($"after {server.WatchesStarted} watches: {now}");
            return now;
        }
    }

    /// <param name="Heap">Managed bytes that are in use after a full collection.</param>
    /// <param name="Resident">Bytes of the process in memory.</param>
    /// <param name="Handles">Open files and sockets, without libraries, which are opened when they are first needed.</param>
    /// <param name="Threads">Of the process.</param>
    private sealed record Footprint(long Heap, long Resident, int Handles, int Threads)
    {
        public static Footprint Now()
        {
            for (var i = 0; i < 3; i++)
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                GC.WaitForPendingFinalizers();
            }

            var resident = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
            return new Footprint(
                GC.GetTotalMemory(forceFullCollection: true),
                1024 * long.Parse(resident.Split()[^2], CultureInfo.InvariantCulture),
                Directory.GetFileSystemEntries("/proc/self/fd").Count(handle => !IsLibrary(handle)),
                Directory.GetDirectories("/proc/self/task").Length);
        }

        private static bool IsLibrary(string handle) => new FileInfo(handle).LinkTarget?.EndsWith(".dll", StringComparison.Ordinal) == true;
    }
}
