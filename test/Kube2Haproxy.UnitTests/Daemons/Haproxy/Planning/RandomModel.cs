using System.Collections.Immutable;
using static Kube2Haproxy.UnitTests.Daemons.Haproxy.Planning.Model;

namespace Kube2Haproxy.UnitTests.Daemons.Haproxy.Planning;

/// <summary>Configurations, and changes of them; most of servers.</summary>
internal sealed class RandomModel(RandomText random)
{
    private int _named;

    public Model Make()
    {
        var defaults = Enumerable.Range(0, random.Number(1, 2)).Select(group => Proxy("defaults", $"d{group}", group)).ToImmutableArray();
        var proxies = Enumerable.Range(0, random.Number(1, 4)).Select(i => NewProxy(defaults.Length) with { Name = $"b{i}" });
        return new Model(defaults, [.. proxies]);
    }

    public Model Changed(Model model)
    {
        for (var changes = random.Number(0, 3); changes > 0; changes--)
        {
            model = !random.Chance(8) && model.Proxies.Length > 0 ? ChangedServers(model)
                : random.Number(0, 3) switch
                {
                    0 => model with { Proxies = model.Proxies.Add(NewProxy(model.Defaults.Length)) },
                    1 when model.Proxies.Length > 0 => model with { Proxies = model.Proxies.RemoveAt(0) },
                    2 when model.Proxies.Length > 0 => model with { Proxies = model.Proxies.SetItem(0, model.Proxies[0] with { Line = Line() }) },
                    _ => model with { Defaults = model.Defaults.SetItem(0, model.Defaults[0] with { ForAll = Options(6) }) },
                };
        }

        return model;
    }

    private Model ChangedServers(Model model)
    {
        var proxy = random.Pick(model.Proxies);
        var servers = proxy.Servers;
        var at = random.Number(0, servers.Length - 1);
        servers = random.Number(0, 7) switch
        {
            _ when servers.Length == 0 => [Server()],
            0 or 1 => servers.Insert(at, Server()),
            2 or 3 => servers.RemoveAt(at),
            4 => servers.SetItem(at, servers[at] with { Address = Address(), Port = random.Number(1, 65535) }),
            5 => servers.SetItem(at, servers[at] with { Options = servers[at].Options with { Weight = Weight(), IsDisabled = Maybe() } }),
            6 => servers.SetItem(at, Server() with { Name = servers[at].Name }),
            _ => [.. random.Shuffled(servers)],
        };

        // HAProxy refuses an id twice.
        servers = [.. servers.DistinctBy(static server => server.Id ?? -server.Name.Length - server.Name.GetHashCode(StringComparison.Ordinal))];
        return model with { Proxies = model.Proxies.Replace(proxy, proxy with { Servers = servers }) };
    }

    private Proxy NewProxy(int groups) => Proxy(random.Pick(["backend", "listen"]), $"n{_named++}", random.Number(0, groups - 1)) with
    {
        Servers = [.. Enumerable.Range(0, random.Number(0, 4)).Select(_ => Server()).DistinctBy(static server => server.Id ?? -server.Name.GetHashCode(StringComparison.Ordinal))],
    };

    private Proxy Proxy(string kind, string name, int group) =>
        new(kind, name, group, random.Chance(3) ? random.Pick([.. Algorithms.Keys]) : "", Line(), Options(6), []);

    private string Line() => random.Pick(["", "mode tcp", "option redispatch", "timeout connect 5s"]);

    private Server Server() => new($"s{_named++}", random.Chance(4) ? null : random.Number(1, 40), Address(), random.Number(1, 65535), Options(3));

    private string Address() => random.Chance(4) ? $"[fd00::{random.Number(1, 9)}]" : $"10.0.0.{random.Number(1, 99)}";

    private Options Options(int oneIn) => random.Chance(oneIn)
        ? new Options(Weight(), Maybe(), [.. random.Shuffled(AllWords.Keys).DistinctBy(static word => AllWords[word].Setting).Take(random.Number(0, 3))])
        : new Options(null, null, []);

    private int? Weight() => random.Chance(2) ? null : random.Number(0, 256);

    private bool? Maybe() => random.Chance(2) ? null : random.Chance(2);
}
