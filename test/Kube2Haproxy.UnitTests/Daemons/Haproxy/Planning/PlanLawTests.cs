using FsCheck;
using FsCheck.Xunit;
using Kube2Haproxy.Daemons.Haproxy.Planning;
using Planned = Kube2Haproxy.Daemons.Haproxy.Planning.Plan;

namespace Kube2Haproxy.UnitTests.Daemons.Haproxy.Planning;

/// <summary>
/// Commands end where a start from the new file does, a plan without any is one between files that start alike, and a reload is one that commands
/// cannot replace.
/// </summary>
public sealed class PlanLawTests
{
    private static readonly string[] NotAdded = ["tcp-ut", "resolvers"];

    [Property(MaxTest = 500)]
    public void A_plan_ends_where_a_start_does(DoNotSize<int> seed)
    {
        var random = new RandomText(new Random(seed.Item));
        var models = new RandomModel(random);
        var planner = new Planner(Plans.H26);
        var (old, running) = (models.Make(), "");
        running = old.Write(random);
        for (var step = 0; step < 4; step++)
        {
            var wanted = models.Changed(old);
            var text = random.Chance(8) && wanted == old ? running : wanted.Write(random);

            var plan = planner.Plan(random.Fragments(running), random.Fragments(text));

            Holds(plan, old, wanted, running == text);
            (old, running) = (wanted, text);
        }
    }

    private static void Holds(Planned plan, Model old, Model wanted, bool isSameText)
    {
        var isPossible = old.Shape == wanted.Shape && old.Proxies.All(proxy => CanFollow(old, proxy, wanted, wanted.Proxies.Single(one => one.Name == proxy.Name)));
        switch (plan)
        {
            case Planned.Nothing:
                isSameText.ShouldBeTrue();
                break;
            case Planned.FileOnly:
                (isPossible, isSameText).ShouldBe((true, false));
                wanted.State.ShouldBe(old.State, ignoreOrder: true);
                break;
            case Planned.Runtime runtime:
                isPossible.ShouldBeTrue();
                Applied(runtime.Changes, old.State).ShouldBe(wanted.State, ignoreOrder: true);
                runtime.Changes.ShouldNotBeEmpty();
                break;
            case Planned.Reload reload:
                isPossible.ShouldBeFalse(reload.ToString());
                break;
        }
    }

    /// <summary>What HAProxy would have, one after the other.</summary>
    private static Dictionary<(string, string), string> Applied(
        IReadOnlyList<ServerChange> changes, IReadOnlyDictionary<(string Backend, string Name), string> state)
    {
        var servers = state.ToDictionary();
        foreach (var change in changes)
        {
            switch (change)
            {
                case ServerChange.Add(var server):
                    servers.Where(one => one.Key.Backend == server.Backend).ShouldAllBe(one => !one.Value.StartsWith($"{server.Id} ", StringComparison.Ordinal));
                    servers.Add((server.Backend, server.Name), Text(server));
                    break;
                case ServerChange.Set(var before, var after):
                    servers[(before.Backend, before.Name)].ShouldBe(Text(before));
                    (after with { Address = before.Address, Port = before.Port, Weight = before.Weight, IsInMaintenance = before.IsInMaintenance })
                        .ShouldBe(before);
                    servers[(after.Backend, after.Name)] = Text(after);
                    break;
                case ServerChange.Remove(var server):
                    servers.Remove((server.Backend, server.Name), out var removed).ShouldBeTrue();
                    removed.ShouldBe(Text(server));
                    break;
            }
        }

        return servers;
    }

    private static string Text(BackendServer server) => Model.Text(
        server.Id, server.Address.ToString() is var address && address.Contains(':', StringComparison.Ordinal) ? $"[{address}]" : address,
        server.Port, server.Weight, server.IsInMaintenance, server.Options);

    private static bool CanFollow(Model old, Model.Proxy before, Model wanted, Model.Proxy after)
    {
        var names = after.Servers.Select(static server => server.Name).ToList();
        var former = before.Servers.Select(static server => server.Name).ToList();
        var added = after.Servers.Where(server => !former.Contains(server.Name)).ToList();
        var gone = before.Servers.Where(server => !names.Contains(server.Name)).ToList();
        var kept = before.Servers.Where(server => names.Contains(server.Name)).Select(server => (Before: server, After: after.Servers.Single(one => one.Name == server.Name)));
        var isDynamic = wanted.IsDynamic(after);
        return kept.All(one => Model.Id(before, one.Before) == Model.Id(after, one.After)
                && old.Settings(before, one.Before).SequenceEqual(wanted.Settings(after, one.After))
                && (isDynamic || old.Weight(before, one.Before) == wanted.Weight(after, one.After)))
            && added.All(server => isDynamic && !NotAdded.Any(wanted.Settings(after, server).ContainsKey)
                && before.Servers.All(one => Model.Id(before, one) != Model.Id(after, server)))
            && gone.All(server => !old.Settings(before, server).ContainsKey("resolvers"))
            && (isDynamic || gone.Count == 0 || before.Servers.Select(server => old.Weight(before, server)).Distinct().Count() == 1)
            && (isDynamic || former.Where(names.Contains).SequenceEqual(names.Where(former.Contains)));
    }
}
