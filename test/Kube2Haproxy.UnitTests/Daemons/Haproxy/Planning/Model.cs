using System.Collections.Immutable;

namespace Kube2Haproxy.UnitTests.Daemons.Haproxy.Planning;

/// <summary>A configuration as its author thinks of it: what it says, in no particular text.</summary>
internal sealed record Model(ImmutableArray<Model.Proxy> Defaults, ImmutableArray<Model.Proxy> Proxies)
{
    /// <summary>One of <c>defaults</c>, <c>backend</c>, <c>listen</c>.</summary>
    /// <param name="Kind">That word.</param>
    /// <param name="Name">Unique.</param>
    /// <param name="Group">Index of the <c>defaults</c> that it builds on; its own.</param>
    /// <param name="Algorithm">A line; empty for none.</param>
    /// <param name="Line">Any other line.</param>
    /// <param name="ForAll">What <c>default-server</c> says.</param>
    /// <param name="Servers">In order.</param>
    public sealed record Proxy(string Kind, string Name, int Group, string Algorithm, string Line, Options ForAll, ImmutableArray<Server> Servers);

    public sealed record Server(string Name, int? Id, string Address, int Port, Options Options);

    /// <param name="Weight">Null where nothing is said.</param>
    /// <param name="IsDisabled">Null where nothing is said.</param>
    /// <param name="Words">Each of <see cref="AllWords"/> at most once.</param>
    public sealed record Options(int? Weight, bool? IsDisabled, ImmutableArray<string> Words);

    /// <summary>What each word sets, and to what; null takes it back.</summary>
    public static readonly IReadOnlyDictionary<string, (string Setting, string? Value)> AllWords = new Dictionary<string, (string, string?)>
    {
        ["check"] = ("check", "check"),
        ["no-check"] = ("check", null),
        ["inter 2s"] = ("inter", "inter 2s"),
        ["inter 5s"] = ("inter", "inter 5s"),
        ["backup"] = ("backup", "backup"),
        ["no-backup"] = ("backup", null),
        ["maxconn 9"] = ("maxconn", "maxconn 9"),
        ["init-addr none"] = ("-", null),
        ["tcp-ut 5s"] = ("tcp-ut", "tcp-ut 5s"),
        ["resolvers dns"] = ("resolvers", "resolvers dns"),
    };

    public static readonly IReadOnlyDictionary<string, bool> Algorithms = new Dictionary<string, bool>
    {
        ["balance leastconn"] = true,
        ["balance static-rr"] = false,
        ["balance source"] = false,
        ["balance random"] = true,
    };

    /// <summary>The servers after a start: by backend and name.</summary>
    public IReadOnlyDictionary<(string Backend, string Name), string> State => (
        from proxy in Proxies
        from server in proxy.Servers
        select ((proxy.Name, server.Name), Text(Id(proxy, server), server.Address, server.Port, Weight(proxy, server), IsDisabled(proxy, server),
            string.Join(' ', Settings(proxy, server).Values)))).ToDictionary();

    /// <summary>All that is no server's. The order of proxies on the same <c>defaults</c> is nothing.</summary>
    public string Shape => string.Join('\n', Defaults.Concat(Proxies.OrderBy(static proxy => proxy.Name, StringComparer.Ordinal)).Select(static proxy =>
        $"{proxy.Kind} {proxy.Name} {proxy.Group} {proxy.Algorithm} {proxy.Line} {string.Join(' ', Words(proxy.ForAll))}"));

    public static string Text(int id, string address, int port, int weight, bool isDisabled, string options) =>
        $"{id} {address}:{port} {weight} {isDisabled} {options}";

    public bool IsDynamic(Proxy proxy) =>
        (proxy.Algorithm.Length > 0 ? proxy.Algorithm : Defaults[proxy.Group].Algorithm) is not { Length: > 0 } algorithm || Algorithms[algorithm];

    public int Weight(Proxy proxy, Server server) => server.Options.Weight ?? proxy.ForAll.Weight ?? Defaults[proxy.Group].ForAll.Weight ?? 1;

    public SortedDictionary<string, string> Settings(Proxy proxy, Server server)
    {
        var settings = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var word in (Options[])[Defaults[proxy.Group].ForAll, proxy.ForAll, server.Options])
        {
            foreach (var (setting, value) in word.Words.Select(static one => AllWords[one]))
            {
                settings.Remove(setting);
                if (value is not null)
                    settings.Add(setting, value);
            }
        }

        return settings;
    }

    public static int Id(Proxy proxy, Server server)
    {
        var ids = new int[proxy.Servers.Length];
        for (var i = 0; i < ids.Length; i++)
        {
            var least = i == 0 ? 1 : ids.Zip(proxy.Servers).Take(i).Aggregate(1, static (next, one) => (one.Second.Id is null ? one.First : next) + 1);
            ids[i] = proxy.Servers[i].Id ?? Enumerable.Range(least, 999).First(id => !ids.Take(i).Contains(id) && proxy.Servers.All(one => one.Id != id));
        }

        return ids[proxy.Servers.IndexOf(server)];
    }

    /// <summary>As a text, whatever its spaces, quotes, comments and the order of what needs none.</summary>
    public string Write(RandomText text) => string.Concat(Defaults.Select(defaults =>
        Write(defaults, text) + string.Concat(text.Shuffled(Proxies.Where(proxy => proxy.Group == defaults.Group)).Select(proxy => Write(proxy, text)))));

    private static string Write(Proxy proxy, RandomText text) =>
        text.Line(proxy.Kind, proxy.Name)
        + Line(proxy.Algorithm, text)
        + (Words(proxy.ForAll).ToList() is { Count: > 0 } words ? text.Line(words.Prepend("default-server")) : "")
        + string.Concat(proxy.Servers.Select(server => text.Line([
            "server", server.Name, $"{server.Address}:{server.Port}", .. server.Id is { } id ? ["id", $"{id}"] : Array.Empty<string>(),
            .. Words(server.Options)])))
        + Line(proxy.Line, text);

    private static string Line(string line, RandomText text) => line.Length == 0 ? "" : text.Line(line.Split(' '));

    private static IEnumerable<string> Words(Options options) =>
    [
        .. options.Weight is { } weight ? ["weight", $"{weight}"] : Array.Empty<string>(),
        .. options.IsDisabled is { } isDisabled ? [isDisabled ? "disabled" : "enabled"] : Array.Empty<string>(),
        .. options.Words.SelectMany(static word => word.Split(' ')),
    ];

    private bool IsDisabled(Proxy proxy, Server server) =>
        server.Options.IsDisabled ?? proxy.ForAll.IsDisabled ?? Defaults[proxy.Group].ForAll.IsDisabled ?? false;
}
