using Kube2Haproxy.Core.Cluster;

namespace Kube2Haproxy.Daemons.Quarantine;

/// <summary>The Services of a draft that have changed, when nobody says which of them is at fault. All stand as wanted at first.</summary>
/// <param name="draft">Others must not lower or raise any of them meanwhile.</param>
/// <param name="complaint">The daemon's words.</param>
internal sealed class Suspects(Draft draft, string complaint)
{
    private readonly IReadOnlyList<NamespacedName> _suspects = [.. draft.Services.Where(draft.IsChanged)];
    private readonly string _waiting = $"It waits: this Service or another one that has changed is refused, and nothing says which. {complaint}";
    private int? _raised;

    public int Count => _suspects.Count;

    /// <summary>The first so many stand as wanted, the others are lowered.</summary>
    public void RaiseFirst(int count)
    {
        var raised = _raised ?? Count;
        for (; raised > count; raised--)
            draft.Lower(_suspects[raised - 1], _waiting);
        for (; raised < count; raised++)
            draft.Raise(_suspects[raised]);

        _raised = count;
    }

    /// <summary>All stand as wanted but one, which is at fault.</summary>
    public void LowerOnly(int index, string why)
    {
        RaiseFirst(Count);
        draft.Lower(_suspects[index], why);
    }
}
