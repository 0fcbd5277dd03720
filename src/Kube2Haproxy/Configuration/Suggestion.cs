namespace Kube2Haproxy.Configuration;

/// <summary>What somebody meant who misspelt a word.</summary>
internal static class Suggestion
{
    // More changes than these make another word.
    private const int MostChanges = 3;

    /// <summary>The nearest key; else those of other sections with the same last name. Empty where nothing is near.</summary>
    public static IReadOnlyList<string> ForKey(string key)
    {
        var name = key[(key.LastIndexOf(':') + 1)..];
        var keys = SettingsTable.All.Select(setting => setting.Shape == SettingShape.Map ? $"{setting.Key}:{name}" : setting.Key).ToList();
        return For(key, keys) is { } near
            ? [near]
            : [.. keys.Where(known => known.EndsWith($":{name}", StringComparison.OrdinalIgnoreCase) && SettingsTable.All.Any(s => s.Key == known))];
    }

    /// <summary>The nearest of the known words, whatever the case; null where none is near.</summary>
    public static string? For(string word, IEnumerable<string> known)
    {
        var near = known.MinBy(other => Changes(word, other));
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
