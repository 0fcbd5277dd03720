namespace Kube2Haproxy.Core.Wording;

/// <summary>
/// Tells many of a kind in few lines of a log: one event in the cluster may concern thousands of Services, and what else is to be read must not
/// drown in it.
/// </summary>
public static class Few
{
    /// <summary>So many are told one by one.</summary>
    public const int Most = 10;

    /// <summary>So many of the others are named.</summary>
    private const int MostNames = 5;

    /// <summary>The first ones each, then all others in one line.</summary>
    /// <param name="all">In the order in which they are told.</param>
    /// <param name="tell">Writes a line about one.</param>
    /// <param name="name">Of one.</param>
    /// <param name="tellOthers">Writes a line about so many, with the first names of them. Not called where there are none.</param>
    public static void Tell<T>(IEnumerable<T> all, Action<T> tell, Func<T, string> name, Action<int, string> tellOthers)
    {
        ArgumentNullException.ThrowIfNull(all);
        ArgumentNullException.ThrowIfNull(tell);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(tellOthers);
        var list = all.ToList();
        list.Take(Most).ToList().ForEach(tell);
        if (list.Count > Most)
            tellOthers(list.Count - Most, string.Join(", ", list.Skip(Most).Take(MostNames).Select(name)));
    }
}
