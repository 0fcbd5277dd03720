using Kube2Haproxy.Daemons;
using Kube2Haproxy.Daemons.Quarantine;

namespace Kube2Haproxy.UnitTests.Daemons.Quarantine;

/// <summary>Programs that judge a text, as the real ones do.</summary>
internal static class Judges
{
    /// <summary>Complains of each line with the word <c>bad</c>, at most 50, and names them; behind them, of <c>vague</c> ones without.</summary>
    public static Verdict Lines(string text)
    {
        var bad = text.Split('\n').Index().Where(line => line.Item.Contains("bad", StringComparison.Ordinal)).Take(50).ToList();
        if (bad.Count > 0)
        {
            return new Verdict.Refused("bad lines")
            {
                Alerts = [.. bad.Select(line => new Alert($"{line.Item} is bad", [line.Index + 1], [])), new Alert("errors were found", [], [])],
            };
        }

        return text.Contains("vague", StringComparison.Ordinal)
            ? new Verdict.Refused("something is vague") { Alerts = [new Alert("something is vague", [], [])] }
            : new Verdict.Good();
    }
}
