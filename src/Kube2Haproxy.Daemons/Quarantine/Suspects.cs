using Kube2Haproxy.Core.Cluster;

namespace Kube2Haproxy.Daemons.Quarantine;

/// <summary>The Services of a draft that have changed, when nobody says which of them is at fault. All stand as wanted at first.</summary>
/// <param name="draft">Others must not lower or raise any of them meanwhile.</param>
/// <param name="complaint">The daemon's words.</param>
internal sealed class Suspects(Draft draft, string complaint)
{
    private readonly IReadOnlyList<NamespacedName> _suspects = [.. draft.Services.Where(draft.IsChanged)];
    private readonly string _waiting = $"It waits: this Service or another one that has changed is refused, and nothing says which. {complaint}";
    private readonly HashSet<NamespacedName> _out = [];
    private int? _raised;

    public int Count => _suspects.Count;

    /// <summary>The first so many stand as wanted, the others are lowered.</summary>
    public void RaiseFirst(int count)
    {
        var raised = _raised ?? Count;
        for (; raised > count; raised--)
            Lower(_suspects[raised - 1]);
        for (; raised < count; raised++)
            draft.Raise(_suspects[raised]);

        _raised = count;
    }

    /// <summary>Those of them are lowered no more to their last good text, but out. False where there are none.</summary>
    /// <param name="refused">Who is accused while all are lowered.</param>
    public bool LeaveOut(IEnumerable<NamespacedName> refused)
    {
        var found = refused.Where(_suspects.Contains).Where(_out.Add).ToList();
        found.ForEach(Lower);
        return found.Count > 0;
    }

    /// <summary>All stand as wanted but one, which is at fault.</summary>
    public void LowerOnly(int index, string why)
    {
        RaiseFirst(Count);
        draft.Lower(_suspects[index], why);
    }

    private void Lower(NamespacedName service)
    {
        draft.LowerMeanwhile(service, _waiting);
        while (_out.Contains(service) && draft.Texts(service).Count > 0)
            draft.LowerMeanwhile(service, _waiting);
    }
}
