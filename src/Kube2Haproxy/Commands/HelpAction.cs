using System.CommandLine;
using System.CommandLine.Invocation;
using Kube2Haproxy.Configuration;

namespace Kube2Haproxy.Commands;

/// <summary>Prints the commands and every setting, grouped as in the table.</summary>
internal sealed class HelpAction : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        var output = parseResult.InvocationConfiguration.Output;
        var root = parseResult.RootCommandResult.Command;
        output.WriteLine($"kube2haproxy {VersionAction.Version}");
        output.WriteLine(root.Description);
        output.WriteLine();
        output.WriteLine("Usage: kube2haproxy [COMMAND] [--flag VALUE | --flag=VALUE]...");
        output.WriteLine();
        foreach (var command in root.Subcommands)
            output.WriteLine($"  {command.Name,-10} {command.Description}");
        output.WriteLine();
        output.WriteLine("  --config FILE");
        output.WriteLine($"      {SettingsFlags.ConfigHelp}");
        output.WriteLine("  --help, --version");

        foreach (var section in SettingsTable.All.GroupBy(setting => setting.Section))
        {
            output.WriteLine();
            output.WriteLine($"{section.Key}:");
            foreach (var setting in section)
                Write(setting, output);
        }

        output.WriteLine();
        output.WriteLine("In brackets: the key in appsettings.json, which is read from /etc/kube2haproxy or else from beside the program.");
        output.WriteLine("In the environment it is KUBE2HAPROXY_ and the key with __ in place of each colon. Flags win over the");
        output.WriteLine("environment, the environment over the file.");
        return ExitCode.Success;
    }

    private static void Write(Setting setting, TextWriter output)
    {
        var flag = setting switch
        {
            { Flag: null } => "",
            { IsSwitch: true } => $"{setting.Flag} ",
            _ => $"{setting.Flag} {setting.Syntax.Placeholder} ",
        };
        output.WriteLine($"  {flag}[{setting.ShownKey}]");
        output.WriteLine($"      {setting.Help}");
        output.WriteLine($"      Value: {setting.ShownValue}. Default: {setting.ShownDefault}.");
    }
}
