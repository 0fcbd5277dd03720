using System.Globalization;

namespace Kube2Haproxy.Sources.Wire;

/// <summary>When the cluster changed, so that an object had to change.</summary>
internal static class ChangeTime
{
    /// <summary>On EndpointSlices and Endpoints (core/v1 <c>EndpointsLastChangeTriggerTime</c>), RFC 3339.</summary>
    public const string Annotation = "endpoints.kubernetes.io/last-change-trigger-time";

    /// <summary>Null where the object does not say, or not legibly: it only serves for measuring.</summary>
    public static DateTimeOffset? Of(WireObjectMeta? meta) =>
        meta?.Annotations?.GetValueOrDefault(Annotation) is { } text
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : null;
}
