namespace Kube2Haproxy.Configuration;

/// <summary>All that came from one place: the defaults, a file, the environment, the command line. Never compared.</summary>
/// <param name="Values">In the order in which faults are reported.</param>
internal sealed record SettingsLayer(IReadOnlyList<GivenValue> Values)
{
    /// <summary>Why the place could not be read as a whole.</summary>
    public IReadOnlyList<string> Faults { get; init; } = [];

    /// <summary>How this place spells a key.</summary>
    public Func<string, string> Spell { get; init; } = key => key;

    /// <summary>The lowest layer.</summary>
    public static SettingsLayer Defaults { get; } = new(
    [
        .. SettingsTable.All.SelectMany(setting => setting.Shape == SettingShape.Map
            ? setting.Default.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')).Select(pair =>
                new GivenValue($"{setting.Key}:{pair[0]}", pair[1], "default"))
            : [new GivenValue(setting.Key, setting.Default, "default")]),
    ]);
}
