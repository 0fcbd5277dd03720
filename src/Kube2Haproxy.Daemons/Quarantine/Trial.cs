using Kube2Haproxy.Core.Cluster;

namespace Kube2Haproxy.Daemons.Quarantine;

/// <summary>Lowers Services in a draft until the daemon's own program takes it.</summary>
/// <param name="judge">Asks the program about the draft as it is.</param>
/// <param name="standing">Of the template. One that is new is refused as a whole where too many Services do not survive it.</param>
/// <param name="held">Those that were held back before: a new template is not to blame for them.</param>
internal sealed class Trial(Func<Draft, Task<Verdict>> judge, TemplateStanding standing, IReadOnlySet<NamespacedName> held)
{
    /// <summary>HAProxy complains of up to 50 lines at a time; at 5,000 Services a validation takes half a second.</summary>
    private const int MostValidations = 20;

    /// <summary>Where more that run have to be left out, something outside has gone wrong, as a directory of certificates that has vanished.</summary>
    private const int MostTakenAway = 10;

    /// <summary>A new template that fails for more Services than these is at fault itself, where another can stay in force.</summary>
    private const int MostOfNewTemplate = 20;

    private int _validations;
    private int _found;

    /// <summary>The validations were too few, but have found some: without those, another trial comes further.</summary>
    public bool IsUnfinished { get; private set; }

    /// <summary>
    /// <see cref="Verdict.Good"/>: the last text that was judged is the draft's. Anything else is the first answer, and what has become
    /// of the draft is of no use but for what it was lowered from.
    /// </summary>
    public async Task<Verdict> RunAsync(Draft draft)
    {
        if (IsTemplateAtFault(draft))
            return new Verdict.Refused(draft.Quarantined[0].Complaint);

        Verdict.Refused? first = null;
        while (true)
        {
            var verdict = await JudgeAsync(draft);
            if (verdict is not Verdict.Refused refused)
                return verdict;

            first ??= refused;
            if (refused.IsIdle || _validations >= MostValidations)
                return End(first);

            var accused = Accusations.Of(refused.Alerts, draft);
            var changed = accused.Where(one => draft.IsChanged(one.Service)).ToList();
            Lower(draft, changed);

            if (changed.Count == 0 && await SearchAsync(draft, refused, accused) is { } end)
                return end is Verdict.Refused ? End(first) : end;

            if (draft.TakenAway > MostTakenAway || IsTemplateAtFault(draft))
                return first;
        }
    }

    /// <summary>Whether more is wrong with the draft, as it is, than Services may be to blame for.</summary>
    public bool IsTemplateAtFault(Draft draft)
    {
        if (standing == TemplateStanding.Taken || draft.Quarantined is not { Count: > 0 } lowered)
            return false;

        var its = lowered.Count(one => !held.Contains(one.Service));
        return (its > 0 && lowered.Count == draft.Services.Count())
            || (standing == TemplateStanding.Replacing && (draft.TakenAway > 0 || its > MostOfNewTemplate));
    }

    /// <summary>
    /// Nobody who has changed is named: halves those who have until one is found, and lowers it. Where they are not at fault, as when a file
    /// that others name has gone, the accused are lowered. Null where the draft is to be judged again, else the answer that ends the trial.
    /// </summary>
    private async Task<Verdict?> SearchAsync(
        Draft draft, Verdict.Refused refused, IReadOnlyList<(NamespacedName Service, string Complaint)> accused)
    {
        var suspects = new Suspects(draft, refused.Complaint);
        suspects.RaiseFirst(0);
        var without = suspects.Count == 0 ? refused : await JudgeAsync(draft);

        // What was good once may be refused by now, as where a certificate has another name.
        while (without is Verdict.Refused also && _validations < MostValidations
            && suspects.LeaveOut(Accusations.Of(also.Alerts, draft).Select(static one => one.Service)))
        {
            without = await JudgeAsync(draft);
        }

        if (without is Verdict.Refused { IsIdle: false } && accused.Count > 0)
        {
            suspects.RaiseFirst(suspects.Count);
            Lower(draft, accused);
            return null;
        }

        // Where those who have not changed give nothing to do, nothing is wrong with them.
        if (without is not (Verdict.Good or Verdict.Refused { IsIdle: true }) || _validations >= MostValidations)
            return without;

        // With the first `good` of them it is taken, with the first `bad` it is not. One validation is kept for the result.
        var (good, bad) = (0, suspects.Count);
        while (bad - good > 1 && _validations < MostValidations - 1)
        {
            var middle = (good + bad) / 2;
            suspects.RaiseFirst(middle);
            switch (await JudgeAsync(draft))
            {
                case Verdict.Good or Verdict.Refused { IsIdle: true }:
                    good = middle;
                    break;
                case Verdict.Refused also:
                    (bad, refused) = (middle, also);
                    break;
                case var other:
                    return other;
            }
        }

        suspects.RaiseFirst(good);
        if (bad - good == 1)
        {
            suspects.LowerOnly(good, refused.Complaint);
            _found++;
        }

        return null;
    }

    private Verdict.Refused End(Verdict.Refused first)
    {
        IsUnfinished = _validations >= MostValidations && _found > 0;
        return first;
    }

    private void Lower(Draft draft, IReadOnlyList<(NamespacedName Service, string Complaint)> accused)
    {
        foreach (var (service, complaint) in accused)
            draft.Lower(service, complaint);

        _found += accused.Count;
    }

    private Task<Verdict> JudgeAsync(Draft draft)
    {
        _validations++;
        return judge(draft);
    }
}
