using System.Threading.Channels;
using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Daemons.Files;
using Kube2Haproxy.Daemons.Quarantine;

namespace Kube2Haproxy.Daemons;

/// <summary>
/// Applies a configuration, or, where the daemon refuses it as a whole, the one of the last template that it has taken: a new template that is
/// wrong must not keep the changes of the cluster from being applied.
/// </summary>
/// <remarks>A daemon that takes it for good and then cannot load it refuses it, too; one that is not there, or gives no answer in time, does not.</remarks>
internal sealed class TemplateFallback(string daemon, ApplyPass pass, ConfigurationFile file, ChannelWriter<RenderInput> inputs, TimeProvider time)
{
    private TemplateVersion? _taken = file.ReadTemplate();
    private RefusedTemplate? _refused;

    /// <summary>Tells what was taken when an earlier process ended.</summary>
    public async Task StartAsync(CancellationToken stop)
    {
        if (_taken is not null)
            await inputs.WriteAsync(new RenderInput.TemplateTaken(daemon, _taken), stop);
    }

    /// <summary>Brings the daemon to it by what needs no reload.</summary>
    /// <returns>What there is to say of it where the daemon runs it then, as far as it can. Null where it is to be applied.</returns>
    public Task<Applied?> FindAsync(RenderedConfiguration wanted, CancellationToken stop) => SafelyAsync(async () =>
    {
        // While a new template waits to be judged, the last one goes on following the cluster.
        if (Standing(wanted) == TemplateStanding.Replacing && wanted.Fallback is { } fallback)
        {
            var kept = await pass.FindAsync(fallback, TemplateStanding.Taken, stop);
            if (IsRefused(wanted))
                return kept is null ? null : await TellAsync(wanted, fallback, kept, stop);
        }

        return await pass.FindAsync(wanted, Standing(wanted), stop) is { } found ? await TellAsync(wanted, wanted, found, stop) : null;
    });

    /// <summary>Applies it. A reload that has begun is waited for.</summary>
    /// <param name="wanted">What is to run.</param>
    /// <param name="stop">Ends the validation.</param>
    public Task<Applied?> RunAsync(RenderedConfiguration wanted, CancellationToken stop) => SafelyAsync(async () =>
    {
        var chosen = Chosen(wanted);
        var applied = await pass.RunAsync(chosen, Standing(chosen), stop);
        if (Standing(chosen) == TemplateStanding.Replacing && chosen is { Template: { } template, Fallback: { } fallback }
            && Refusal(applied.Verdict, template) is { } refusal)
        {
            _refused = refusal;

            // After a reload that has failed, another one waits for its turn.
            var instead = applied.Verdict is Verdict.Refused
                ? await pass.RunAsync(fallback, TemplateStanding.Taken, stop)
                : await pass.FindAsync(fallback, TemplateStanding.Taken, stop);
            if (instead is null)
                applied = applied with { RetryIn = TimeSpan.Zero };
            else if (instead.Verdict is not Verdict.Refused)
                (chosen, applied) = (fallback, instead);
        }

        // What is refused, as in a pass: not what has been applied in its place.
        if (!ReferenceEquals(chosen, wanted))
            file.WriteCandidate(wanted.Text);

        return await TellAsync(wanted, chosen, applied, stop);
    });

    private async Task<Applied?> SafelyAsync(Func<Task<Applied?>> step)
    {
        try
        {
            return await step();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new Applied(new Verdict.Failed(file.CannotBeReplaced(error)));
        }
    }

    private RenderedConfiguration Chosen(RenderedConfiguration wanted) =>
        Standing(wanted) == TemplateStanding.Replacing && IsRefused(wanted) && wanted.Fallback is { } fallback ? fallback : wanted;

    private bool IsRefused(RenderedConfiguration wanted) =>
        _refused is not null && _refused.Template.Equals(wanted.Template) && Left(_refused) > TimeSpan.Zero;

    /// <summary>Null where the verdict does not speak against the template.</summary>
    private RefusedTemplate? Refusal(Verdict verdict, TemplateVersion template) => verdict switch
    {
        Verdict.Refused refused => new(template, refused.Complaint, time.GetTimestamp(), RefusedTexts.Hold),
        Verdict.Failed { IsOfFile: true } failed => new(
            template, failed.Why, time.GetTimestamp(), LoadHold.After(failed, template.Equals(_refused?.Template) ? _refused?.Wait : null)),
        _ => null,
    };

    /// <summary>Until it is to be tried again; not negative.</summary>
    private TimeSpan Left(RefusedTemplate refused) =>
        time.GetElapsedTime(refused.At) is var elapsed && elapsed < refused.Wait ? refused.Wait - elapsed : TimeSpan.Zero;

    private TemplateStanding Standing(RenderedConfiguration configuration) => configuration switch
    {
        { Template: null } => TemplateStanding.Taken,
        { Template: var template } when template.Equals(_taken) => TemplateStanding.Taken,
        { Fallback: null } => TemplateStanding.New,
        _ => TemplateStanding.Replacing,
    };

    private async Task<Applied> TellAsync(RenderedConfiguration wanted, RenderedConfiguration chosen, Applied applied, CancellationToken stop)
    {
        if (applied.Verdict is not Verdict.Good)
            return applied;

        if (chosen.Template is { } template && !template.Equals(_taken))
        {
            file.KeepTemplate(template);
            _taken = template;
            await inputs.WriteAsync(new RenderInput.TemplateTaken(daemon, template), stop);
        }

        return ReferenceEquals(chosen, wanted) || _refused is null ? applied : applied with
        {
            RefusedTemplate = _refused.Complaint,
            RetryIn = Least(applied.RetryIn, Left(_refused)),
        };
    }

    private static TimeSpan Least(TimeSpan? one, TimeSpan other) => one < other ? one.Value : other;

    private sealed record RefusedTemplate(TemplateVersion Template, string Complaint, long At, TimeSpan Wait);
}
