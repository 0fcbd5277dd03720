using Kube2Haproxy.Configuration;
using Kube2Haproxy.Core.Wording;
using Kube2Haproxy.Sources.Manifests;
using Microsoft.Extensions.Configuration;

namespace Kube2Haproxy.Cases;

/// <summary>Runs cases. What is wrong with one, whatever it is, is its failure and stops no other.</summary>
/// <param name="settings">The settings in force under a case's own.</param>
/// <param name="update">Whether a text that differs replaces the one that is expected.</param>
/// <param name="validate">Whether the daemons' own programs judge each text.</param>
/// <param name="time">For their limits.</param>
internal sealed class CaseRunner(Func<SettingsLayer, SettingsReport> settings, bool update, bool validate, TimeProvider time)
{
    public async Task<CaseResult> RunAsync(TemplateCase one, CancellationToken stop)
    {
        var result = new CaseResult([], [], []);
        try
        {
            var configuration = Settings(one);
            var description = File.Exists(one.Description)
                ? new DescriptionReader(one.Description).Read(await File.ReadAllTextAsync(one.Description, stop))
                : CaseDescription.Default;
            var (cluster, faults) = ManifestFiles.Read(one.Directory, TemplateCase.DescriptionName, TemplateCase.SettingsName);
            if (faults.Count > 0)
                throw new CaseException(string.Join('\n', faults));

            var expected = CaseDaemon.All.Where(daemon => description.Of(daemon).Count > 0 || File.Exists(one.Expected(daemon))).ToList();
            if (expected.Count == 0)
            {
                throw new CaseException(
                    $"{one.Directory} expects nothing. Write what is expected into haproxy.cfg or keepalived.conf (an empty file, and --update "
                    + $"fills it), or assertions into {TemplateCase.DescriptionName}.");
            }

            foreach (var daemon in expected)
            {
                var assertions = description.Of(daemon);
                if (assertions.FirstOrDefault(assertion => assertion.Kind == AssertionKind.Fails) is { } fails
                    && (File.Exists(one.Expected(daemon)) || assertions.Any(assertion => assertion.Kind != AssertionKind.Fails)))
                {
                    throw new CaseException(
                        $"{fails.Place}: a template that fails gives nothing to compare; leave out {daemon.FileName} and other assertions.");
                }

                var (text, fault) = daemon.Render(configuration, cluster, description.Node);
                result = Add(result, Asserted(daemon, assertions, text, fault));
                if (text is not null)
                    result = await JudgeAsync(daemon, configuration, text, await CompareAsync(one.Expected(daemon), text, result, stop), stop);
            }

            return result;
        }
        catch (Exception wrong) when (wrong is CaseException or IOException or UnauthorizedAccessException)
        {
            return Add(result, wrong.Message.Split('\n'));
        }
    }

    /// <summary>Paths of a case's own settings count from its directory: it gives the same wherever the command is started.</summary>
    private IConfiguration Settings(TemplateCase one)
    {
        var layer = FileLayer.Read(named: null, [one.Settings]);
        var report = settings(layer with { Values = [.. layer.Values.Select(given => IsTemplate(given) ? Below(one, given) : given)] });
        return report.Faults.Count == 0 ? report.Configuration : throw new CaseException(string.Join('\n', report.Faults));
    }

    private static bool IsTemplate(GivenValue given) =>
        CaseDaemon.All.Any(daemon => given.Key.Equals($"{daemon.Section}:TemplateFile", StringComparison.OrdinalIgnoreCase));

    private static GivenValue Below(TemplateCase one, GivenValue given) => string.IsNullOrEmpty(given.Value)
        ? given
        : given with { Value = Path.GetFullPath(given.Value, Path.GetFullPath(one.Directory)) };

    private static IEnumerable<string> Asserted(CaseDaemon daemon, IReadOnlyList<Assertion> assertions, string? text, string? fault)
    {
        if (fault is not null && assertions.All(assertion => assertion.Kind != AssertionKind.Fails))
            yield return $"{daemon.Name}: {fault}";

        foreach (var (kind, wanted, place) in assertions)
        {
            var found = (text ?? fault ?? "").IndexOf(wanted, StringComparison.Ordinal);
            var complaint = kind switch
            {
                AssertionKind.Fails when fault is null =>
                    $"{daemon.Name}'s template gives a configuration; it was to fail with {Quoted.Of(wanted)}.",
                AssertionKind.Fails when found < 0 => $"{daemon.Name}'s template does not fail with {Quoted.Of(wanted)}, but so: {fault}",
                AssertionKind.Contains when text is not null && found < 0 => $"{daemon.Name}'s configuration lacks {Quoted.Of(wanted)}.",
                AssertionKind.Lacks when text is not null && found >= 0 =>
                    $"{daemon.Name}'s configuration contains {Quoted.Of(wanted)}, in its line {text[..found].Count(one => one == '\n') + 1}.",
                _ => null,
            };
            if (complaint is not null)
                yield return $"{place}: {complaint}";
        }
    }

    private async Task<CaseResult> CompareAsync(string file, string text, CaseResult result, CancellationToken stop)
    {
        if (!File.Exists(file) || await File.ReadAllTextAsync(file, stop) is var expected && expected == text)
            return result;

        if (!update)
            return Add(result, TextDifference.Lines(expected, text, file));

        await File.WriteAllTextAsync(file, text, stop);
        return result with { Updated = [.. result.Updated, file] };
    }

    private async Task<CaseResult> JudgeAsync(
        CaseDaemon daemon, IConfiguration configuration, string text, CaseResult result, CancellationToken stop)
    {
        if (!validate)
            return result;

        if (!File.Exists(daemon.Program(configuration)))
            return result with { Unjudged = [.. result.Unjudged, $"{daemon.Program(configuration)} ({daemon.Section}:Binary)"] };

        var directory = Directory.CreateTempSubdirectory("kube2haproxy-");
        try
        {
            var file = Path.Combine(directory.FullName, daemon.FileName);
            await File.WriteAllTextAsync(file, text, stop);
            return await daemon.RefusesAsync(configuration, file, time, stop) is { } complaint
                ? Add(result, [$"{daemon.Name} refuses it: {complaint.Replace(directory.FullName + "/", "", StringComparison.Ordinal)}"])
                : result;
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static CaseResult Add(CaseResult result, IEnumerable<string> complaints) =>
        result with { Complaints = [.. result.Complaints, .. complaints] };
}
