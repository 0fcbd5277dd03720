using System.CommandLine;
using System.CommandLine.Parsing;
using Kube2Haproxy.Configuration;

namespace Kube2Haproxy.Commands;

/// <summary>The flags that every command takes: one for each setting that has one, and <c>--config</c>.</summary>
internal sealed class SettingsFlags
{
    public const string ConfigHelp = "Read the settings from this JSON file and no other.";

    private readonly Option<string> _config = new("--config") { Description = ConfigHelp, Recursive = true };
    private readonly IReadOnlyList<(Setting Setting, Option Option)> _options =
        [.. SettingsTable.All.Where(setting => setting.Flag is not null).Select(setting => (setting, Create(setting)))];

    public void AddTo(Command root)
    {
        root.Options.Add(_config);
        foreach (var (_, option) in _options)
            root.Options.Add(option);
    }

    /// <summary>Reads the file, the environment and the flags, and above them what else there is.</summary>
    public SettingsReport Read(ParseResult parsed, Surroundings surroundings, params IReadOnlyList<SettingsLayer> above) => SettingsReader.Read(
    [
        FileLayer.Read(parsed.GetValue(_config), surroundings.ConfigFiles),
        EnvironmentLayer.Read(surroundings.Environment),
        new SettingsLayer([.. _options.SelectMany(flag => Given(flag.Setting, parsed.GetResult(flag.Option)))]),
        .. above,
    ]);

    // Text, not typed: the table checks every value, wherever it comes from. A switch alone needs its type, to stand without a value.
    // A flag that is given again overrides what stands before it, as with Go's flags: scripts append their own to others' lines.
    private static Option Create(Setting setting) => setting.IsSwitch
        ? new Option<bool>(setting.Flag ?? "") { Recursive = true }
        : new Option<string[]>(setting.Flag ?? "") { Recursive = true, Arity = ArgumentArity.OneOrMore };

    private static IEnumerable<GivenValue> Given(Setting setting, OptionResult? result)
    {
        // A switch that was not given has a result all the same.
        if (result is not { Implicit: false })
            yield break;
        var value = setting.IsSwitch
            ? (result.GetValueOrDefault<bool>() ? "true" : "false")
            : result.GetValueOrDefault<string[]>()?[^1];
        yield return new GivenValue(setting.Key, value, setting.Flag ?? "");
    }
}
