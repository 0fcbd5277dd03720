using System.Globalization;
using Kube2Haproxy.Daemons.Haproxy.Planning;
using Kube2Haproxy.Daemons.Haproxy.Runtime;
using Kube2Haproxy.TestSupport.Daemons;
using static Kube2Haproxy.IntegrationTests.Daemons.Runtime.WantedServers;

namespace Kube2Haproxy.IntegrationTests.Daemons.Runtime;

/// <summary>Changes at runtime end as a start from the file does.</summary>
public sealed class RuntimeLawTests
{
    private const int Names = 12;

    /// <summary>How many sequences on each release; more on request.</summary>
    private static readonly int Sequences =
        int.Parse(Environment.GetEnvironmentVariable("RUNTIME_SEQUENCES") ?? "8", CultureInfo.InvariantCulture);

    private static readonly (string Name, string[] Settings, string Options)[] Backends =
    [
        ("roundrobin", ["balance roundrobin"], ""),
        ("leastconn", ["balance leastconn"], ""),
        ("source", ["balance source", "hash-type consistent"], "send-proxy-v2 maxconn 30"),
        ("random", ["balance random"], ""),
        ("checked-roundrobin", ["balance roundrobin"], "check inter 1s"),
        ("checked-leastconn", ["balance leastconn"], "check inter 1s fall 1"),
        ("checked-source", ["balance source", "hash-type consistent"], "check inter 1s"),
        ("checked-random", ["balance random"], "check inter 1s slowstart 5s"),
    ];

    [Theory, EachHaproxy]
    public async Task Any_sequence_of_changes_gives_what_a_start_from_the_file_gives(HaproxyVersion version)
    {
        for (var seed = 1; seed <= Sequences; seed++)
        {
            var random = new Random(seed);
            await using var changed = await RuntimeHaproxy.StartAsync(version, Some(random), Sections);
            for (var pass = 0; pass < 20; pass++)
            {
                (await changed.ApplyAsync(Changes(random, changed.Wanted))).ShouldBeOfType<RuntimeResult.Done>($"seed {seed}, pass {pass}");
                if (random.Next(3) == 0)
                    (await changed.Servers.DeleteIdleAsync(null)).ShouldBeOfType<RuntimeResult.Done>($"seed {seed}, pass {pass}");

                if (random.Next(20) == 0)
                {
                    changed.WriteFile();
                    await changed.ReloadAsync();
                }
            }

            await using var fresh = await RuntimeHaproxy.StartAsync(version, changed.Wanted, Sections);
            (await changed.ReadAsync()).ShouldBe(await fresh.ReadAsync(), $"seed {seed}");
        }
    }

    private static string Sections(WantedServers wanted) =>
        string.Concat(Backends.Select(backend => wanted.Backend(backend.Name, backend.Settings)));

    private static WantedServers Some(Random random) => new WantedServers().With(
        from backend in Backends
        from name in Enumerable.Range(0, Names)
        where random.Next(2) == 0
        select Any(random, backend.Name, name, backend.Options));

    private static BackendServer Any(Random random, string backend, int name, string options) => Server(
        backend, $"pod-{name}", 1000 + 7919 * name, random.Next(1, 65536),
        random.Next(4) == 0 ? $"fd00::{random.Next(65536):x}:0:{random.Next(65536):x}" : $"127.{random.Next(256)}.0.{random.Next(1, 255)}",
        random.Next(4) == 0 ? 0 : random.Next(257), random.Next(8) == 0, options);

    /// <summary>One for each of some servers, in the order in which they are sent.</summary>
    private static IReadOnlyList<ServerChange> Changes(Random random, WantedServers wanted)
    {
        var changes = new List<ServerChange>();
        foreach (var backend in Backends)
        {
            for (var name = 0; name < Names; name++)
            {
                if (random.Next(5) > 0)
                    continue;

                var after = Any(random, backend.Name, name, backend.Options);
                changes.Add(wanted.Find(backend.Name, after.Name) is not { } before ? new ServerChange.Add(after)
                    : random.Next(2) == 0 ? new ServerChange.Set(before, Partly(random, before, after))
                    : new ServerChange.Remove(before));
            }
        }

        return [.. changes.OrderBy(change => change is ServerChange.Add ? 0 : change is ServerChange.Set ? 1 : 2)];
    }

    private static BackendServer Partly(Random random, BackendServer before, BackendServer after) => random.Next(4) switch
    {
        0 => before with { Weight = after.Weight },
        1 => before with { Address = after.Address, Port = after.Port },
        2 => before with { IsInMaintenance = !before.IsInMaintenance },
        _ => after,
    };
}
