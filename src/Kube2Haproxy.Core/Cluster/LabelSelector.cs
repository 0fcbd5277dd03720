using System.Diagnostics.CodeAnalysis;

namespace Kube2Haproxy.Core.Cluster;

/// <summary>
/// Which labels are wanted, in the syntax of <c>kubectl -l</c>: requirements joined by commas, all of which must hold. Equality-based
/// (<c>a=b</c>, <c>a==b</c>, <c>a!=b</c>) and set-based (<c>a in (b,c)</c>, <c>a notin (b,c)</c>, <c>a</c>, <c>!a</c>).
/// </summary>
public sealed class LabelSelector
{
    private readonly IReadOnlyList<LabelRequirement> _requirements;

    internal LabelSelector(IReadOnlyList<LabelRequirement> requirements) => _requirements = requirements;

    /// <summary>Empty text selects everything.</summary>
    /// <param name="text">As an operator writes it; spaces between words do not count.</param>
    /// <param name="selector">Null only where this returns false.</param>
    /// <param name="error">What was found and what would be right, as a clause without a full stop; null where this returns true.</param>
    public static bool TryParse(
        string text, [NotNullWhen(true)] out LabelSelector? selector, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(text);
        error = new LabelSelectorParser(text).Parse(out var requirements);
        selector = error is null ? new LabelSelector(requirements) : null;
        return error is null;
    }

    /// <summary>
    /// Whether a text is a name as labels have it: at most 63 letters, digits, <c>-_.</c>, perhaps after a DNS name and a slash. Classes of
    /// load balancers have the same form.
    /// </summary>
    public static bool IsKey(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return LabelSelectorParser.IsKey(text);
    }

    /// <summary>Whether all requirements hold. As in Kubernetes, <c>!=</c> and <c>notin</c> hold too where the label is absent.</summary>
    public bool Matches(IReadOnlyDictionary<string, string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        foreach (var requirement in _requirements)
        {
            if (!requirement.Holds(labels))
                return false;
        }

        return true;
    }
}
