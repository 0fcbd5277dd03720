namespace Kube2Haproxy.Daemons.Haproxy.Planning;

/// <summary>A <c>server</c> line and what it comes to. Compared by its members.</summary>
/// <param name="Name">Of the server.</param>
/// <param name="Server">Null where <paramref name="Unclear"/> says why it is not known.</param>
/// <param name="Unclear">Null where the server is known.</param>
/// <param name="Whole">All that the line and <c>default-server</c> say: where it is the same, so is the server, known or not.</param>
/// <param name="NotAdded">Why it cannot be added; null where it can.</param>
/// <param name="NotRemoved">Why it cannot be removed; null where it can.</param>
internal sealed record ProxyServer(
    string Name, BackendServer? Server, Obstacle? Unclear, string Whole, Obstacle? NotAdded, Obstacle? NotRemoved)
{
    /// <summary>Reads it.</summary>
    /// <param name="backend">Name of the section.</param>
    /// <param name="line">Begins with <c>server</c>.</param>
    /// <param name="options">Of the line, with those of <c>default-server</c>.</param>
    /// <param name="id">Its own, or the one that HAProxy gives it.</param>
    /// <param name="haproxy">The version.</param>
    public static ProxyServer Read(string backend, ConfigurationLine line, ServerSettings options, int id, Version haproxy)
    {
        var name = line.Words is [_, var second, ..] ? second : "";
        var word = line.Words is [_, _, var third, ..] ? third : "";
        var address = ServerAddress.Read(word);
        var unclear =
            !line.IsLiteral ? new Obstacle(ReloadReason.Conditional, "its words depend on more than the line")
            : options.Unclear ?? (address is null
                ? new Obstacle(ReloadReason.ServerAddress, "its address is not a literal one with a port of its own")
                : null);
        var text = options.ToString();
        var server = unclear is null && address is { } literal
            ? new BackendServer(backend, name, id, literal.Address, literal.Port, options.Weight, options.IsInMaintenance, text)
            : null;
        return new ProxyServer(
            name, server, unclear, $"{line.Text} id {id} {options.Weight} {options.IsInMaintenance} {text}",
            unclear ?? options.Refused(haproxy),
            unclear ?? (options.IsKept
                ? new Obstacle(ReloadReason.ServerKeyword, "a server with \"resolvers\" or \"track\" cannot be removed from a running HAProxy")
                : null));
    }
}
