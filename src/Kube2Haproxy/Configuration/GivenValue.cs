namespace Kube2Haproxy.Configuration;

/// <summary>One key with its value, as somebody wrote it.</summary>
/// <param name="Key">Levels joined by colons.</param>
/// <param name="Value">Null where there is a key without a value: JSON's null, and sections without keys.</param>
/// <param name="Source">The flag, the variable, or the file's path.</param>
internal readonly record struct GivenValue(string Key, string? Value, string Source);
