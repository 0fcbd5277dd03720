namespace Kube2Haproxy.Daemons.Haproxy.Preflight;

/// <summary>
/// The descriptors that HAProxy counts for health checks (check.c of 2.6 and 3.0): one for each <c>check</c> and <c>agent-check</c> that a server
/// has, and one for each <c>port</c> and <c>agent-port</c> that is written, those of <c>default-server</c> too.
/// </summary>
internal sealed class CheckCounter
{
    /// <summary>Of the last <c>defaults</c>, and of this section so far.</summary>
    private (int Check, int Agent) _defaults, _section;

    private bool _isDefaults;
    private int _sectionsOfDefaults;

    public int Count { get; private set; }

    /// <summary>False where it depends on which <c>defaults</c> a section builds on, or on a template of servers.</summary>
    public bool IsCertain { get; private set; } = true;

    /// <summary>Another section.</summary>
    public void Begin(string kind)
    {
        _isDefaults = kind == "defaults";
        if (_isDefaults)
        {
            IsCertain &= ++_sectionsOfDefaults == 1 || _defaults == (0, 0);
            _defaults = (0, 0);
        }

        _section = _defaults;
    }

    /// <summary>A line of servers.</summary>
    /// <param name="line">All of it.</param>
    /// <param name="keyword">Its first word.</param>
    public void Add(ReadOnlySpan<char> line, ReadOnlySpan<char> keyword)
    {
        var (check, agent) = _section;
        if (!line.Contains("check", StringComparison.Ordinal) && !line.Contains("port", StringComparison.Ordinal))
        {
            CountServer(keyword, check + agent);
            return;
        }

        var ports = 0;
        foreach (var range in line.SplitAny(' ', '\t'))
        {
            var word = line[range];
            if (word is ['#', ..])
                break;

            check = word is "check" ? 1 : word is "no-check" ? 0 : check;
            agent = word is "agent-check" ? 1 : word is "no-agent-check" ? 0 : agent;
            ports += word is "port" or "agent-port" ? 1 : 0;
        }

        if (keyword is not "default-server")
        {
            CountServer(keyword, check + agent + ports);
            return;
        }

        Count += ports;
        _section = (check, agent);
        if (_isDefaults)
        {
            _defaults = _section;
            IsCertain &= _sectionsOfDefaults == 1;
        }
    }

    private void CountServer(ReadOnlySpan<char> keyword, int count)
    {
        Count += keyword is "server" ? count : 0;
        IsCertain &= keyword is not "server-template" || count == 0;
    }
}
