namespace Kube2Haproxy.Configuration;

/// <summary>A setting's value that is in force. Never compared.</summary>
/// <param name="Key">With the name, for one of a map.</param>
/// <param name="Text">As it was written.</param>
/// <param name="Source">The flag, the variable, the file's path, or <c>default</c>.</param>
/// <param name="Canonical">What the options are bound from; one value, unless the setting is a list.</param>
/// <param name="IsList">Whether the options have a list.</param>
internal sealed record EffectiveSetting(string Key, string Text, string Source, IReadOnlyList<string> Canonical, bool IsList);
