using System.Globalization;
using Kube2Haproxy.Core.Cluster;

namespace Kube2Haproxy.Status;

/// <summary>A status in lines for humans: first a pause and what is wrong, then how much of everything, then what is not served.</summary>
internal static class StatusOverview
{
    /// <summary>More of a kind would push the others off the screen; the JSON has all.</summary>
    private const int Most = 10;

    public static IEnumerable<string> Lines(StatusDocument status) =>
    [
        .. StatusWording.Paused(status),
        Head(status),
        .. StatusWording.Section("Wrong now:", StatusWording.Faults(status)),
        .. StatusWording.Section("Held back, as they are now:", AtMost(StatusWording.Quarantined(status, _ => true))),
        .. StatusWording.Section("Refused, as they are now:", AtMost(status.Source.Refused.Select(StatusWording.Refused))),
        .. StatusWording.Section("Ignored annotations:", AtMost(status.IgnoredAnnotations.Select(StatusWording.Ignored))),
        .. StatusWording.Section("Ports without a server that is ready:", AtMost(WithoutServer(status))),
        "",
        .. StatusWording.Table(Counts(status)),
        .. StatusWording.Section("Not served, by reason:", Skipped(status)),
    ];

    private static string Head(StatusDocument status)
    {
        var vrrp = string.Concat(
            from one in status.Vrrp.Instances
            let since = one.Since
            where since is not null
            select $" VRRP: {(one.Name.Length > 0 ? $"{one.Name} is " : "")}{one.State} since {StatusWording.Time(since.Value)}.");
        return $"kube2haproxy {status.Version} is {(status.Ready ? "ready" : "not ready")}.{vrrp}";
    }

    private static IEnumerable<string> WithoutServer(StatusDocument status) =>
        from service in status.Services
        from port in service.Ports
        where port.Servers.Ready == 0
        select $"{service.Namespace}/{service.Name} port {port.Port}";

    private static List<string[]> Counts(StatusDocument status)
    {
        var ports = status.Services.SelectMany(service => service.Ports).ToList();
        return
        [
            .. status.Daemons.Select(daemon => new[]
            {
                daemon.Name,
                daemon.LastSuccess is { } last ? $"last in the wanted state {StatusWording.Time(last)}" : "not in the wanted state yet",
            }),
            ["services", $"{Number(status.Services.Count)} served, with {StatusWording.Count(ports.Count, "backend", "backends")}"],
            [
                "servers",
                $"{Number(ports.Sum(port => port.Servers.Ready))} ready, {Number(ports.Sum(port => port.Servers.Draining))} draining",
            ],
            ["refused", StatusWording.Count(status.Source.Refused.Count, "object", "objects")],
            ["ignored", StatusWording.Count(status.IgnoredAnnotations.Count, "annotation", "annotations")],
            ["not served", StatusWording.Count(status.Skipped.Count, "Service, address or port", "Services, addresses and ports")],
        ];
    }

    /// <summary>Those that need somebody are named; the others are as their owners want them.</summary>
    private static IEnumerable<string> Skipped(StatusDocument status)
    {
        var groups = status.Skipped.GroupBy(skip => skip.Reason)
            .OrderBy(group => IsUsual(group.Key)).ThenBy(group => group.Key, StringComparer.Ordinal)
            .ToList();
        var width = groups.Count == 0 ? 0 : groups.Max(group => group.Key.Length);
        foreach (var group in groups)
        {
            yield return $"{group.Key.PadRight(width)}  {Number(group.Count())}";
            foreach (var line in IsUsual(group.Key) ? [] : AtMost(group.Select(Skipped)))
                yield return "  " + line;
        }

        if (groups.Count > 0)
            yield return "`kube2haproxy status NAMESPACE/NAME` explains one Service; --json has all of them.";
    }

    private static string Skipped(StatusDocument.SkippedService skip) =>
        $"{skip.Namespace}/{skip.Name}{StatusWording.Part(skip)}: {skip.Explanation}";

    private static bool IsUsual(string reason) => Enum.TryParse<SkipReason>(reason, out var known) && known.IsUsual();

    private static List<string> AtMost(IEnumerable<string> lines)
    {
        var all = lines.ToList();
        return all.Count > Most ? [.. all.Take(Most), $"and {Number(all.Count - Most)} more; --json has them."] : all;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
