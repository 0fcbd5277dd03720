using System.CommandLine;
using System.CommandLine.Help;
using Kube2Haproxy.Configuration;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Core.Wording;

namespace Kube2Haproxy.Commands;

/// <summary>The entry: reads the command line, then the settings, then does what was asked for.</summary>
internal static class CommandLine
{
    /// <summary>The exit code; see <see cref="ExitCode"/>.</summary>
    public static async Task<int> InvokeAsync(IReadOnlyList<string> arguments, Surroundings surroundings, Signals signals)
    {
        var root = Create(surroundings, signals);
        // Arguments are what they are: no @file that stands for more of them.
        var parsed = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null, EnablePosixBundling = false });
        if (parsed.Errors.Count > 0 && parsed.Action is not HelpAction)
        {
            await surroundings.Error.WriteLineAsync($"kube2haproxy: {Complaint(parsed, root)} See kube2haproxy --help.");
            return ExitCode.Usage;
        }

        return await parsed.InvokeAsync(new InvocationConfiguration
        {
            Output = surroundings.Output,
            Error = surroundings.Error,
            EnableDefaultExceptionHandler = false,
            // The host ends the process, in its own time; this would end it 2 s after SIGTERM.
            ProcessTerminationTimeout = null,
        });
    }

    private static RootCommand Create(Surroundings surroundings, Signals signals)
    {
        var root = new RootCommand("Brings HAProxy and Keepalived to the state of a Kubernetes cluster's Services.");
        root.Directives.Clear();
        root.Options.Clear();
        root.Options.Add(new HelpOption("--help", "-h") { Action = new HelpAction() });
        root.Options.Add(new VersionOption("--version") { Action = new VersionAction() });
        var flags = new SettingsFlags();
        flags.AddTo(root);

        var run = new Command("run", "Watch, render and apply until SIGTERM (the default).");
        foreach (var command in (Command[])[root, run])
        {
            SetAction(command, flags, surroundings, (settings, _) =>
                RunCommand.RunAsync(() => Pipeline.Build(settings.Configuration, signals), surroundings.Error));
        }

        root.Subcommands.Add(run);
        root.Subcommands.Add(Render(flags, surroundings));
        root.Subcommands.Add(Status(flags, surroundings));
        root.Subcommands.Add(PauseCommand.Create(flags, surroundings));
        root.Subcommands.Add(ResumeCommand.Create(flags, surroundings));
        root.Subcommands.Add(FailoverCommand.Create(flags, surroundings));
        root.Subcommands.Add(TestCommand.Create(flags, surroundings));
        return root;
    }

    private static Command Render(SettingsFlags flags, Surroundings surroundings)
    {
        var daemon = new Argument<string>("daemon") { Arity = ArgumentArity.ZeroOrOne };
        daemon.AcceptOnlyFromAmong(RenderCommand.Haproxy, RenderCommand.Keepalived);
        var output = new Option<string>("--output");
        var render = new Command(
            "render", "Print what run would write for HAProxy, or with `keepalived` for it; --output DIR writes both there.");
        render.Arguments.Add(daemon);
        render.Options.Add(output);
        render.Validators.Add(result =>
        {
            if (result.GetResult(output) is not null && result.GetValue(daemon) is { } named)
                result.AddError($"--output writes both configurations; leave out \"{named}\".");
        });
        SetAction(render, flags, surroundings, (settings, parsed) => RenderCommand.RunAsync(
            settings.Configuration, parsed.GetValue(daemon), parsed.GetValue(output), surroundings));
        return render;
    }

    private static Command Status(SettingsFlags flags, Surroundings surroundings)
    {
        var service = new Argument<string>("service") { Arity = ArgumentArity.ZeroOrOne };
        var json = new Option<bool>("--json");
        var status = new Command(
            "status",
            "Ask the daemon here what is wrong, served and not served; `status NAMESPACE/NAME` explains one Service; --json prints all.");
        status.Arguments.Add(service);
        status.Options.Add(json);
        status.Validators.Add(result =>
        {
            if (result.GetValue(service) is not { } named)
                return;

            if (named.StartsWith('-'))
                result.AddError($"Unrecognized command or argument '{named}'");
            else if (ServiceName(named) is null)
                result.AddError($"{Quoted.Of(named)} is no Service; it must be NAMESPACE/NAME, such as default/web.");
            else if (result.GetValue(json))
                result.AddError($"--json prints all Services; leave out {Quoted.Of(named)}.");
        });
        SetAction(status, flags, surroundings, (settings, parsed) => StatusCommand.RunAsync(
            settings.Configuration,
            parsed.GetValue(service) is { } named ? ServiceName(named) : null,
            parsed.GetValue(json),
            StatusCommand.Limit,
            surroundings));
        return status;
    }

    private static NamespacedName? ServiceName(string text) =>
        text.Split('/') is [{ Length: > 0 } space, { Length: > 0 } name] ? new NamespacedName(space, name) : null;

    /// <summary>Every command begins with the settings, and does nothing where they have faults.</summary>
    public static void SetAction(
        Command command, SettingsFlags flags, Surroundings surroundings, Func<SettingsReport, ParseResult, Task<int>> action) =>
        command.SetAction(async (parsed, _) =>
        {
            var settings = flags.Read(parsed, surroundings);
            if (settings.Faults.Count == 0)
                return await action(settings, parsed);
            await surroundings.Error.WriteAsync(settings.Message);
            return ExitCode.Configuration;
        });

    private static string Complaint(ParseResult parsed, RootCommand root)
    {
        var words = root.Options.Concat(parsed.CommandResult.Command.Options).Select(option => option.Name)
            .Concat(root.Subcommands.Select(command => command.Name));
        // What stands where a command takes a word is matched, though it was meant for a flag.
        var unknown = parsed.UnmatchedTokens
            .Concat(parsed.CommandResult.Tokens.Select(token => token.Value).Where(word => word.StartsWith('-')))
            .FirstOrDefault();
        var near = unknown is { } word ? NearestWord.Of(word.Split('=')[0], words) : null;
        var error = parsed.Errors[0].Message.ReplaceLineEndings(" ").Replace("\t", "", StringComparison.Ordinal).TrimEnd('.');
        return $"{error}." + (near is null ? "" : $" Did you mean {near}?");
    }
}
