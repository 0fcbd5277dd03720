namespace Kube2Haproxy.Daemons.Haproxy.Planning;

/// <summary>From one text of a <c>backend</c> or <c>listen</c> to the other: what of its servers is to be changed, or why that cannot be.</summary>
internal sealed class ProxyDifference(ProxyContents old, ProxyContents wanted)
{
    private readonly List<ServerChange.Add> _added = [];
    private readonly List<ServerChange.Set> _set = [];
    private readonly List<ServerChange.Remove> _removed = [];

    /// <summary>In the order of the wanted text.</summary>
    public IReadOnlyList<ServerChange.Add> Added => _added;

    public IReadOnlyList<ServerChange.Set> Set => _set;

    /// <summary>In the order of the old text.</summary>
    public IReadOnlyList<ServerChange.Remove> Removed => _removed;

    public bool IsChange => _added.Count + _set.Count + _removed.Count > 0;

    /// <summary>What it is to be.</summary>
    public BackendServers Wanted(Version haproxy) => BackendServers.Of(wanted, haproxy);

    /// <summary>Looks for them; a reload where commands are not enough, else null.</summary>
    /// <param name="haproxy">The version.</param>
    public Plan.Reload? Find(Version haproxy)
    {
        if (Lines.Difference(old.Others, wanted.Others) is { } differing)
            return Reload(new Obstacle(ReloadReason.SectionChanged, $"{differing} differs"));

        // A name that stands there twice is no key; nothing is changed then anyway.
        var before = old.Servers.DistinctBy(static server => server.Name).ToDictionary(static server => server.Name, StringComparer.Ordinal);
        var remaining = before.Keys.ToHashSet(StringComparer.Ordinal);
        foreach (var server in wanted.Servers)
        {
            remaining.Remove(server.Name);
            var obstacle = before.TryGetValue(server.Name, out var former) ? Change(former, server) : Add(server, haproxy);
            if (obstacle is not null)
                return Reload(obstacle, server);
        }

        foreach (var server in old.Servers.Where(server => remaining.Contains(server.Name)))
        {
            if (Remove(server) is { } obstacle)
                return Reload(obstacle, server);
        }

        return Whole() is { } whole ? Reload(whole) : null;
    }

    private Obstacle? Change(ProxyServer former, ProxyServer server)
    {
        if (former.Server is not { } before || server.Server is not { } after)
            return former.Whole == server.Whole ? null : server.Unclear ?? former.Unclear;
        if (before == after)
            return null;
        if (before.Id != after.Id)
            return new Obstacle(ReloadReason.ServerId, "its id differs");
        if (before.Options != after.Options)
            return new Obstacle(ReloadReason.ServerOptions, "its options differ");
        if (before.Weight != after.Weight && wanted.Settings.IsStatic)
            return new Obstacle(ReloadReason.StaticAlgorithm, "its weight differs, and the algorithm is static");

        _set.Add(new ServerChange.Set(before, after));
        return null;
    }

    private Obstacle? Add(ProxyServer server, Version haproxy)
    {
        if ((wanted.Settings.Full(haproxy) ?? server.NotAdded) is { } obstacle)
            return obstacle;

        // The one that has it goes after this one has come, and perhaps much later.
        if (server.Server is not { } added || old.Servers.Any(former => former.Server is null || former.Server.Id == added.Id))
            return new Obstacle(ReloadReason.ServerId, "its id is another server's, or may be");

        _added.Add(new ServerChange.Add(added));
        return null;
    }

    private Obstacle? Remove(ProxyServer server)
    {
        if (server.NotRemoved is { } obstacle)
            return obstacle;

        // The table of a static algorithm is sized at the start, by what all weights have in common.
        if (old.Settings.IsStatic && old.Servers.Any(one => one.Server?.Weight != server.Server?.Weight))
            return new Obstacle(ReloadReason.StaticAlgorithm, "it is gone, and the algorithm is static");

        if (server.Server is { } removed)
            _removed.Add(new ServerChange.Remove(removed));
        return null;
    }

    private Obstacle? Whole()
    {
        if (IsChange && (old.Closed ?? wanted.Closed) is { } closed)
            return closed;

        // For all other algorithms the order of the lines says nothing.
        var gone = _removed.Select(static change => change.Server.Name).ToHashSet(StringComparer.Ordinal);
        return wanted.Settings.IsStatic && !old.Servers.Select(static server => server.Name).Where(name => !gone.Contains(name))
                .SequenceEqual(wanted.Servers.Select(static server => server.Name))
            ? new Obstacle(ReloadReason.StaticAlgorithm, "the order of its servers differs, and the algorithm is static")
            : null;
    }

    private Plan.Reload Reload(Obstacle obstacle, ProxyServer server) =>
        new(obstacle.Reason, $"{wanted.Section.Title}, server {server.Name}: {obstacle.Words}.");

    private Plan.Reload Reload(Obstacle obstacle) => new(obstacle.Reason, $"{wanted.Section.Title}: {obstacle.Words}.");
}
