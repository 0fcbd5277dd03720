using Kube2Haproxy.Core.Rendered;

namespace Kube2Haproxy.Daemons.Haproxy.Plan;

/// <summary>Old and new text → the plan. Pure but for what it remembers of the last texts; not for several callers at once.</summary>
/// <param name="haproxy">The version that runs; of 2.6 and 3.0 it is known what they can do.</param>
internal sealed class Planner(Version haproxy)
{
    private SectionedText? _last;

    /// <summary>How to get from one to the other.</summary>
    /// <param name="running">What HAProxy was started with, and every plan since.</param>
    /// <param name="wanted">What it is to run.</param>
    public Plan Plan(IReadOnlyList<Fragment> running, IReadOnlyList<Fragment> wanted)
    {
        var old = Read(running);
        var next = old.With(wanted);

        // Most often it is what runs the next time.
        _last = next;
        return new TextDifference(old, next, haproxy).Find();
    }

    /// <summary>The servers that HAProxy has after a start from the text; without those whose line does not say all (a host name).</summary>
    public IReadOnlyList<BackendServer> Servers(IReadOnlyList<Fragment> fragments)
    {
        var text = _last = Read(fragments);
        var servers = new List<BackendServer>();
        for (var i = 0; i < text.Sections.Length; i++)
        {
            if (text.Sections[i].HasServers)
                servers.AddRange(text.Contents(i, haproxy).Servers.Select(static server => server.Server).OfType<BackendServer>());
        }

        return servers;
    }

    private SectionedText Read(IReadOnlyList<Fragment> fragments) => _last?.With(fragments) ?? SectionedText.Read(fragments);
}
