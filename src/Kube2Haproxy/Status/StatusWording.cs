using System.Globalization;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Core.Pausing;

namespace Kube2Haproxy.Status;

/// <summary>What the texts about a status have in common.</summary>
internal static class StatusWording
{
    /// <summary>That nothing is applied, before all else; nothing where there is no pause.</summary>
    public static IEnumerable<string> Paused(StatusDocument status) => status.Paused is not { } paused
        ? []
        :
        [
            $"PAUSED {new Pause(paused.Since, paused.By, paused.Reason).Explanation}",
            .. paused.Finishing ? ["What had begun before is being finished."] : Array.Empty<string>(),
            "",
        ];

    /// <summary>What is wrong with the daemon now, each fault in a line; nothing where nothing is.</summary>
    public static IEnumerable<string> Faults(StatusDocument status)
    {
        string?[] faults =
        [
            Fault("source", status.Source.Fault, status.Source.FaultSince),
            Fault("assignments", status.Assignments.Fault, status.Assignments.FaultSince),
            Fault("templates", status.Templates.Fault, null),
            Fault("vrrp", status.Vrrp.Fault, null),
            .. status.Daemons.Select(daemon => Fault(daemon.Name, daemon.Fault, daemon.FaultSince)),
        ];
        return faults.OfType<string>();
    }

    /// <summary>Under a heading, moved in, and an empty line before; nothing where there are none.</summary>
    public static IEnumerable<string> Section(string heading, IEnumerable<string> lines) =>
        lines.Select(line => "  " + line).ToList() is { Count: > 0 } all ? ["", heading, .. all] : [];

    /// <summary>Columns as wide as what is in them, two spaces between. At least one row.</summary>
    public static IEnumerable<string> Table(IReadOnlyList<string[]> rows)
    {
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length) + 2)];
        return rows.Select(row => string.Concat(row.Zip(widths, (cell, width) => cell.PadRight(width))).TrimEnd());
    }

    public static string Refused(StatusDocument.RefusedPart refused) => refused.Name is null
        ? $"{refused.Resource}, an object that does not say which it is: {refused.Complaint}"
        : $"{refused.Resource} {new NamespacedName(refused.Namespace ?? "", refused.Name)}: {refused.Complaint}";

    /// <summary>Those that are held back, by daemon and name, each with its complaint.</summary>
    public static IEnumerable<string> Quarantined(StatusDocument status, Func<StatusDocument.QuarantinedService, bool> isMeant) =>
        from daemon in status.Daemons
        from one in daemon.Quarantined
        where isMeant(one)
        select $"{daemon.Name}: {new NamespacedName(one.Namespace, one.Name)} "
            + $"{(one.Served ? "stays at its last good text" : "is left out")} (since {Time(one.Since)}): {one.Complaint}";

    /// <summary>Which part of the Service it is, with a space before: <c> at 10.0.0.1 port 80</c>; empty where it is all of it.</summary>
    public static string Part(StatusDocument.SkippedService skip) =>
        (skip.Address is null ? "" : $" at {skip.Address}") + (skip.Port is null ? "" : $" port {skip.Port}");

    public static string Ignored(StatusDocument.WrongAnnotation one) =>
        $"{one.Annotation} of {one.Namespace}/{one.Name} is {one.Value}. {one.Explanation}";

    /// <summary><c>12 ports</c>, <c>1 port</c>.</summary>
    public static string Count(int number, string noun, string plural) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {(number == 1 ? noun : plural)}");

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static string? Fault(string part, string? fault, DateTimeOffset? since) =>
        fault is null ? null : $"{part}: {fault}{(since is { } time ? $" (since {Time(time)})" : "")}";
}
