namespace Kube2Haproxy.Core.Cluster;

/// <summary>One requirement of a <see cref="LabelSelector"/>.</summary>
/// <param name="Key">The label's name.</param>
/// <param name="Values">The values that it speaks of; null where any will do.</param>
/// <param name="IsNegated">The label must be absent, or have none of the values.</param>
internal sealed record LabelRequirement(string Key, IReadOnlyList<string>? Values, bool IsNegated)
{
    public bool Holds(IReadOnlyDictionary<string, string> labels) =>
        IsNegated != (labels.TryGetValue(Key, out var value) && (Values is null || Values.Contains(value)));
}
