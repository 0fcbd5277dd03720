namespace Kube2Haproxy.Configuration;

/// <summary>What became of one value's text.</summary>
/// <param name="Canonical">The form that the options binder reads right, independent of culture; null where the value is wrong.</param>
/// <param name="Complaint">A clause without a full stop that says what would be right; null where the value is right.</param>
internal readonly record struct Reading(string? Canonical, string? Complaint)
{
    public static Reading Right(string canonical) => new(canonical, null);

    public static Reading Wrong(string complaint) => new(null, complaint);
}
