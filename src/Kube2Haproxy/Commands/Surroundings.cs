using System.Collections;

namespace Kube2Haproxy.Commands;

/// <summary>What a command sees of its process. Never compared.</summary>
/// <param name="Environment">All variables.</param>
/// <param name="ConfigFiles">Where settings may lie when no flag names a file, in the order of their right.</param>
/// <param name="Output">What was asked for.</param>
/// <param name="Error">What went wrong.</param>
internal sealed record Surroundings(
    IReadOnlyDictionary<string, string> Environment, IReadOnlyList<string> ConfigFiles, TextWriter Output, TextWriter Error)
{
    /// <summary>The name of the person at the prompt, also behind sudo; null where it has none. Nothing is allowed by it.</summary>
    public string? User => Environment.GetValueOrDefault("SUDO_USER") is { Length: > 0 } user ? user
        : System.Environment.UserName is { Length: > 0 } own ? own
        : null;

    public static Surroundings OfProcess() => new(
        System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value ?? "", StringComparer.Ordinal),
        ["/etc/kube2haproxy/appsettings.json", Path.Combine(AppContext.BaseDirectory, "appsettings.json")],
        Console.Out,
        Console.Error);
}
