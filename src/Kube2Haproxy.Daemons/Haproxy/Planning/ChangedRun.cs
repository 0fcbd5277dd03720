using Kube2Haproxy.Core.Rendered;

namespace Kube2Haproxy.Daemons.Haproxy.Planning;

/// <summary>Fragments in a row that are others now.</summary>
/// <param name="Begin">Index of the first one, before and now.</param>
/// <param name="OldEnd">Index behind the last one before.</param>
/// <param name="NewEnd">Index behind the last one now; another one only in the last run.</param>
internal readonly record struct ChangedRun(int Begin, int OldEnd, int NewEnd)
{
    /// <summary>In order, with at least one fragment between two. Where some came or went, it is one run around all changes.</summary>
    public static IReadOnlyList<ChangedRun> Between(IReadOnlyList<Fragment> old, IReadOnlyList<Fragment> wanted)
    {
        var least = Math.Min(old.Count, wanted.Count);
        var begin = 0;
        while (begin < least && IsSame(old[begin], wanted[begin]))
            begin++;
        if (begin == old.Count && begin == wanted.Count)
            return [];

        var same = 0;
        while (same < least - begin && IsSame(old[old.Count - same - 1], wanted[wanted.Count - same - 1]))
            same++;
        return old.Count == wanted.Count
            ? InPlace(old, wanted, begin, old.Count - same)
            : [new ChangedRun(begin, old.Count - same, wanted.Count - same)];
    }

    private static List<ChangedRun> InPlace(IReadOnlyList<Fragment> old, IReadOnlyList<Fragment> wanted, int begin, int end)
    {
        var runs = new List<ChangedRun>();
        for (var i = begin; i < end; i++)
        {
            if (IsSame(old[i], wanted[i]))
                continue;

            var first = i;
            while (i < end && !IsSame(old[i], wanted[i]))
                i++;
            runs.Add(new ChangedRun(first, i, i));
        }

        return runs;
    }

    /// <summary>By the text where the instances differ: a Service that is lowered has a new one in every draft.</summary>
    private static bool IsSame(Fragment one, Fragment other) =>
        ReferenceEquals(one, other) || string.Equals(one.Text, other.Text, StringComparison.Ordinal);
}
