using Kube2Haproxy.Core.Wording;

namespace Kube2Haproxy.Configuration;

/// <summary>What somebody meant who misspelt a key.</summary>
internal static class Suggestion
{
    /// <summary>The nearest key; else those of other sections with the same last name. Empty where nothing is near.</summary>
    public static IReadOnlyList<string> ForKey(string key)
    {
        var name = key[(key.LastIndexOf(':') + 1)..];
        var keys = SettingsTable.All.Select(setting => setting.Shape == SettingShape.Map ? $"{setting.Key}:{name}" : setting.Key).ToList();
        return NearestWord.Of(key, keys) is { } near
            ? [near]
            : [.. keys.Where(known => known.EndsWith($":{name}", StringComparison.OrdinalIgnoreCase) && SettingsTable.All.Any(s => s.Key == known))];
    }
}
