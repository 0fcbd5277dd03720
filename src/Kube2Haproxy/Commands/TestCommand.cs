using System.CommandLine;
using Kube2Haproxy.Cases;
using Kube2Haproxy.Core.Wording;

namespace Kube2Haproxy.Commands;

/// <summary>Tests an operator's templates by cases of its own: manifests, and what is to be rendered of them.</summary>
internal static class TestCommand
{
    /// <param name="flags">All that settings come from, besides a case's own file.</param>
    /// <param name="surroundings">Takes the outcome; its environment and files do not count: a case gives the same on every machine.</param>
    public static Command Create(SettingsFlags flags, Surroundings surroundings)
    {
        var isolated = surroundings with { Environment = new Dictionary<string, string>(), ConfigFiles = [] };
        var directory = new Argument<string>("DIR");
        var update = new Option<bool>("--update");
        var validate = new Option<bool>("--validate");
        var test = new Command(
            "test",
            "Test templates by the cases in `test DIR`; --update writes what is rendered, --validate asks HAProxy and Keepalived too.");
        test.Arguments.Add(directory);
        test.Options.Add(update);
        test.Options.Add(validate);
        test.Validators.Add(result =>
        {
            if (result.GetValue(directory) is { } word && word.StartsWith('-'))
                result.AddError($"Unrecognized command or argument '{word}'");
        });
        CommandLine.SetAction(test, flags, isolated, (_, parsed) => RunAsync(
            parsed.GetRequiredValue(directory),
            new CaseRunner(
                layer => flags.Read(parsed, isolated, layer), parsed.GetValue(update), parsed.GetValue(validate), TimeProvider.System),
            surroundings));
        return test;
    }

    private static async Task<int> RunAsync(string directory, CaseRunner runner, Surroundings surroundings)
    {
        try
        {
            var cases = Directory.Exists(directory) ? CaseDirectories.Find(directory) : [];
            if (cases.Count > 0)
                return await RunAsync(cases, runner, surroundings);

            await surroundings.Error.WriteLineAsync(Quoted.Line(Directory.Exists(directory)
                ? $"kube2haproxy: {directory} holds no case: a directory with manifests, and haproxy.cfg, keepalived.conf or case.yaml beside them."
                : $"kube2haproxy: {directory} is no directory; name one that holds cases."));
            return ExitCode.Usage;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            await surroundings.Error.WriteLineAsync(Quoted.Line($"kube2haproxy: the cases cannot be read, or told of: {refused.Message}"));
            return ExitCode.Unavailable;
        }
    }

    private static async Task<int> RunAsync(IReadOnlyList<TemplateCase> cases, CaseRunner runner, Surroundings surroundings)
    {
        var unjudged = new SortedSet<string>(StringComparer.Ordinal);
        var failed = 0;
        foreach (var one in cases)
        {
            var result = await runner.RunAsync(one, CancellationToken.None);
            failed += result.Passed ? 0 : 1;
            unjudged.UnionWith(result.Unjudged);
            await TellAsync(one, result, surroundings.Output);
        }

        foreach (var program in unjudged)
        {
            await surroundings.Error.WriteLineAsync(Quoted.Line(
                $"kube2haproxy: {program} is not installed here, so nothing was validated by it."));
        }

        await surroundings.Output.WriteLineAsync($"{cases.Count - failed} passed, {failed} failed");
        return failed == 0 ? ExitCode.Success : ExitCode.Data;
    }

    private static async Task TellAsync(TemplateCase one, CaseResult result, TextWriter output)
    {
        await output.WriteLineAsync(Quoted.Line($"{(result.Passed ? "ok" : "FAIL")} {one.Name}"));
        foreach (var line in result.Complaints.Concat(result.Updated.Select(file => $"{file} is written anew")))
            await output.WriteLineAsync($"  {string.Join('\t', line.Split('\t').Select(Quoted.Line))}".TrimEnd());
    }
}
