namespace Kube2Haproxy.Core.Wording;

/// <summary>What somebody meant who misspelt a word.</summary>
public static class NearestWord
{
    // More changes than these make another word.
    private const int MostChanges = 3;

    /// <summary>The nearest of the known words, whatever the case; null where none is near. Of several, the first.</summary>
    public static string? Of(string word, IEnumerable<string> known)
    {
        ArgumentNullException.ThrowIfNull(word);

        // Whoever writes the word may make it long; what differs much in length cannot be near.
        var near = known.Where(other => Math.Abs(other.Length - word.Length) <= MostChanges).MinBy(other => Changes(word, other));
        return near is not null && Changes(word, near) <= Math.Min(MostChanges, near.Length / 2) ? near : null;
    }

    // Levenshtein's distance, by the row before.
    private static int Changes(string one, string two)
    {
        var row = Enumerable.Range(0, two.Length + 1).ToArray();
        foreach (var (i, a) in one.Index())
        {
            var diagonal = row[0];
            row[0] = i + 1;
            foreach (var (j, b) in two.Index())
            {
                var replaced = diagonal + (char.ToLowerInvariant(a) == char.ToLowerInvariant(b) ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(replaced, Math.Min(row[j], diagonal) + 1);
            }
        }

        return row[^1];
    }
}
