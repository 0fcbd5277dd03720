using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;

namespace Kube2Haproxy.Commands;

/// <summary>Prints the version.</summary>
internal sealed class VersionAction : SynchronousCommandLineAction
{
    public static string Version { get; } =
        typeof(VersionAction).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine($"kube2haproxy {Version}");
        return ExitCode.Success;
    }
}
