namespace Kube2Haproxy.Configuration;

/// <summary>One row of the table of settings.</summary>
/// <param name="Key">With its section: <c>Haproxy:ReloadInterval</c>.</param>
/// <param name="Default">As an operator would write it; a map's as <c>NAME=VALUE</c>, joined by commas.</param>
/// <param name="Syntax">Of the value, or of each value where there are several.</param>
/// <param name="Help">One sentence, which may end with what to watch out for.</param>
internal sealed record Setting(string Key, string Default, ValueSyntax Syntax, string Help)
{
    /// <summary>With its dashes; null for a setting that has none.</summary>
    public string? Flag { get; init; }

    public SettingShape Shape { get; init; }

    /// <summary>How the names of a map are written.</summary>
    public ValueSyntax Names { get; init; } = Values.Identifier;

    /// <summary>An empty list would mean that nothing works.</summary>
    public bool NeedsOne { get; init; }

    /// <summary>What an empty default stands for.</summary>
    public string Absent { get; init; } = "none";

    public string Section => Key[..Key.IndexOf(':', StringComparison.Ordinal)];

    /// <summary>The key as documents show it.</summary>
    public string ShownKey => Shape == SettingShape.Map ? $"{Key}:{Names.Placeholder}" : Key;

    public string ShownDefault => Default.Length > 0 ? Default : Absent;

    public string ShownValue => Shape == SettingShape.List ? $"a list: {Syntax.Right}" : Syntax.Right;

    public bool IsSwitch => Syntax == Values.Switch;
}
