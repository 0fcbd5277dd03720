using Kube2Haproxy.Daemons;
using Kube2Haproxy.Daemons.Quarantine;

namespace Kube2Haproxy.UnitTests.Daemons.Quarantine;

/// <summary>What a daemon can load.</summary>
internal static class Loads
{
    /// <summary>Each text but those that have lines with the word <c>unloadable</c>, which it names or not.</summary>
    public static Func<string, Task<Verdict>> AllBut(bool names) => text =>
    {
        var bad = text.Split('\n').Index().Where(static line => line.Item.Contains("unloadable", StringComparison.Ordinal)).ToList();
        return Task.FromResult<Verdict>(bad.Count == 0 ? new Verdict.Good() : new Verdict.Failed("its log says why")
        {
            IsOfFile = true,
            Alerts = names ? [.. bad.Select(static line => new Alert(line.Item, [line.Index + 1], []))] : [],
        });
    };
}
