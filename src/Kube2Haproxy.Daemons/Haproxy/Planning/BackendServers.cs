namespace Kube2Haproxy.Daemons.Haproxy.Planning;

/// <summary>All servers that a <c>backend</c> or <c>listen</c> has after a start from the file. Never compared: it holds lists.</summary>
/// <param name="Backend">Its name.</param>
/// <param name="Servers">In the order of the file.</param>
/// <param name="Unclear">Names of further servers, whose line does not say all (a host name).</param>
/// <param name="NotAdded">Names of those that no command can add.</param>
internal sealed record BackendServers(
    string Backend, IReadOnlyList<BackendServer> Servers, IReadOnlySet<string> Unclear, IReadOnlySet<string> NotAdded)
{
    /// <summary>From what the section holds.</summary>
    public static BackendServers Of(ProxyContents contents, Version haproxy)
    {
        var isClosed = contents.Closed is not null || contents.Settings.Full(haproxy) is not null;
        return new BackendServers(
            contents.Section.Name,
            [.. contents.Servers.Select(static server => server.Server).OfType<BackendServer>()],
            contents.Servers.Where(static server => server.Server is null).Select(static server => server.Name).ToHashSet(StringComparer.Ordinal),
            contents.Servers.Where(server => isClosed || server.NotAdded is not null).Select(static server => server.Name)
                .ToHashSet(StringComparer.Ordinal));
    }
}
