using Kube2Haproxy.Core.Cluster;

namespace Kube2Haproxy.Daemons.Quarantine;

/// <summary>Whom a daemon's complaints are about.</summary>
internal static class Accusations
{
    /// <summary>
    /// One Service for each alert that names any, each Service once. Where an alert names several, as two that use one name, it is the first
    /// that has changed: what runs already was good when it came. In the order of the alerts.
    /// </summary>
    public static IReadOnlyList<(NamespacedName Service, string Complaint)> Of(IReadOnlyList<Alert> alerts, Draft draft)
    {
        var places = new DraftPlaces(draft);
        var accused = new Dictionary<NamespacedName, string>();
        foreach (var alert in alerts)
        {
            var suspects = alert.Lines.SelectMany(places.On).ToList();
            if (suspects.Count == 0)
                suspects = [.. alert.Names.SelectMany(places.Of)];
            if (suspects.Count == 0)
                continue;

            var changed = suspects.FindIndex(draft.IsChanged);
            var service = suspects[Math.Max(changed, 0)];
            accused.TryAdd(service, Complaint(alert, service, places));
        }

        return [.. accused.Select(static one => (one.Key, one.Value))];
    }

    /// <summary>With lines of the Service's own text: those of a candidate are another text's at the next pass.</summary>
    private static string Complaint(Alert alert, NamespacedName service, DraftPlaces places) =>
        alert.Lines.Select(line => places.LineIn(service, line)).FirstOrDefault(static line => line is not null) is { } own
            ? $"line {own} of its text: {alert.Text}"
            : alert.Text;
}
