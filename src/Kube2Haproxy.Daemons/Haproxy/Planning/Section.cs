namespace Kube2Haproxy.Daemons.Haproxy.Planning;

/// <summary>A section of a configuration, from the beginning of its first line to the beginning of the next section's.</summary>
/// <param name="header">Words of its first line; none for what stands before the first section.</param>
/// <param name="text">All of it.</param>
/// <param name="isConditional">Whether a line of it begins with a dot (<c>.if</c>), or stands between such lines.</param>
internal sealed class Section(IReadOnlyList<string> header, ReadOnlyMemory<char> text, bool isConditional)
{
    /// <summary>The sections of HAProxy 2.6 to 3.2. What is missing here counts as lines of the section before it.</summary>
    public static readonly IReadOnlySet<string> Kinds = new HashSet<string>(StringComparer.Ordinal)
    {
        "acme", "backend", "cache", "crt-store", "defaults", "fcgi-app", "frontend", "global", "http-errors", "listen", "log-forward",
        "log-profile", "mailers", "namespace_list", "peers", "program", "resolvers", "ring", "traces", "userlist",
    };

    /// <summary>The first word; empty for what stands before the first section.</summary>
    public string Kind { get; } = header is [var kind, ..] ? kind : "";

    /// <summary>Empty where it has none.</summary>
    public string Name { get; } = header is [_, var name, ..] && name != "from" ? name : "";

    /// <summary>The name of the <c>defaults</c> that it builds on; null where that is the last one before.</summary>
    public string? From { get; } = header switch
    {
        [_, _, "from", var from] => from,
        ["defaults", "from", var from] => from,
        _ => null,
    };

    public ReadOnlyMemory<char> Text { get; } = text;

    public bool IsConditional { get; } = isConditional;

    /// <summary>Whether it serves: nothing builds on it, and it may stand anywhere behind what it builds on itself.</summary>
    public bool IsProxy { get; } = header is ["frontend" or "backend" or "listen", ..];

    /// <summary>Whether <see cref="ServerReferences"/> may be in it.</summary>
    public bool MayNameServers { get; } = ServerReferences.MayHold(text.Span);

    public bool HasServers { get; } = header is ["backend" or "listen", ..];

    /// <summary>For the operator.</summary>
    public string Title { get; } = header.Count == 0 ? "before the first section" : string.Join(' ', header.Take(2));

    /// <summary>Those with words, the header among them.</summary>
    public IEnumerable<ConfigurationLine> Lines()
    {
        var begin = 0;
        while (begin < Text.Length)
        {
            var rest = Text.Span[begin..];
            var end = rest.IndexOf('\n');
            var line = ConfigurationLine.Read(end < 0 ? rest : rest[..end]);
            begin += end < 0 ? rest.Length : end + 1;
            if (line.Words.Count > 0)
                yield return line;
        }
    }

    public bool IsSameAs(Section other) => Kind == other.Kind && Name == other.Name;

    public bool HasSameText(Section other) => ReferenceEquals(this, other) || Text.Span.SequenceEqual(other.Text.Span);
}
