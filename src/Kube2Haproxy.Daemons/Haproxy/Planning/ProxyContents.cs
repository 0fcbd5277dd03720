namespace Kube2Haproxy.Daemons.Haproxy.Planning;

/// <summary>What a <c>backend</c> or <c>listen</c> holds.</summary>
/// <param name="section">The section.</param>
/// <param name="settings">Of the <c>defaults</c> that it builds on, to be read on; kept.</param>
/// <param name="haproxy">The version.</param>
internal sealed class ProxyContents(Section section, ProxySettings settings, Version haproxy)
{
    private readonly List<string> _others = [];
    private readonly List<(ConfigurationLine Line, ServerSettings Options)> _lines = [];

    public Section Section { get; } = section;

    public ProxySettings Settings { get; } = settings;

    /// <summary>The lines that are no server's, the header first.</summary>
    public IReadOnlyList<string> Others => _others;

    /// <summary>In the order of the file.</summary>
    public IReadOnlyList<ProxyServer> Servers { get; private set; } = [];

    /// <summary>Why no server of it can be changed; null where they can.</summary>
    public Obstacle? Closed => Settings.Closed ?? (Servers.DistinctBy(static server => server.Name).Count() < Servers.Count
        ? new Obstacle(ReloadReason.SectionChanged, "several servers have the same name")
        : null);

    /// <summary>Reads it.</summary>
    public ProxyContents Read()
    {
        foreach (var line in Section.Lines())
        {
            if (line.Words is ["server", ..])
            {
                _lines.Add((line, Settings.DefaultServer.With(line, firstWord: 3)));
                continue;
            }

            _others.Add(line.Text);
            Settings.Read(line);
        }

        Servers = [.. _lines.Zip(Ids(), (one, id) => ProxyServer.Read(Section.Name, one.Line, one.Options, id, haproxy))];
        return this;
    }

    /// <summary>
    /// Those without one get what HAProxy gives them (<c>check_config_validity</c>): the first free number from their place among the servers on.
    /// </summary>
    private IEnumerable<int> Ids()
    {
        var taken = _lines.Select(static one => one.Options.Id).OfType<int>().ToHashSet();
        var next = 1;
        foreach (var (_, options) in _lines)
        {
            if (options.Id is null)
            {
                while (!taken.Add(next))
                    next++;
            }

            yield return options.Id ?? next;
            next++;
        }
    }
}
