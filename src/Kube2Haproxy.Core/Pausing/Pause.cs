using System.Globalization;

namespace Kube2Haproxy.Core.Pausing;

/// <summary>What an operator's pause file says.</summary>
/// <param name="Since">When it was written.</param>
/// <param name="By">Who wrote it; null where it does not say.</param>
/// <param name="Reason">One line for people; null where it holds none.</param>
public sealed record Pause(DateTimeOffset Since, string? By, string? Reason)
{
    /// <summary>
    /// To follow on a word like <c>PAUSED</c>: <c>since 2026-01-02T03:04:05Z by alice; nothing is applied until `kube2haproxy resume`. Reason:
    /// upgrade</c>. The reason comes last: how it ends is its author's.
    /// </summary>
    public string Explanation =>
        string.Create(CultureInfo.InvariantCulture, $"since {Since.UtcDateTime:yyyy-MM-ddTHH:mm:ss}Z") + (By is null ? "" : $" by {By}")
        + "; nothing is applied until `kube2haproxy resume`." + (Reason is null ? "" : $" Reason: {Reason}");
}
