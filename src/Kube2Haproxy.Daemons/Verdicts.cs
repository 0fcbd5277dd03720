using Kube2Haproxy.Daemons.Processes;

namespace Kube2Haproxy.Daemons;

/// <summary>What the end of a program means for a step.</summary>
internal static class Verdicts
{
    /// <summary>A validator that ended without a verdict on the configuration.</summary>
    public static Verdict.Failed NoVerdict(string key, string program, ProcessResult result) => new(result switch
    {
        ProcessResult.NotStarted not => $"{program} ({key}) cannot be started: {not.Why}. Install it, or set {key} to where it is.",
        ProcessResult.TimedOut late => $"{program} ({key}) was ended: it took longer than {late.Limit.TotalSeconds:0} s.",
        ProcessResult.Exited ended => $"{program} ({key}) ended with code {ended.Code}: {Complaint.Of(ended.Output)}",
        _ => throw new ArgumentOutOfRangeException(nameof(result)),
    });

    /// <summary>A reload by the operator's script, which says by its exit code how it went.</summary>
    /// <remarks>Whether it has come as far as the daemon is not known; where the file is not at fault, another one fares no better.</remarks>
    public static Verdict OfScript(string key, string script, ProcessResult result) => result is ProcessResult.Exited { Code: 0 }
        ? new Verdict.Good()
        : NoVerdict(key, script, result) with { IsOfFile = result is ProcessResult.Exited };
}
