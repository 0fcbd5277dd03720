using Kube2Haproxy.Daemons.Processes;

namespace Kube2Haproxy.Daemons.Haproxy;

/// <summary>Asks <c>haproxy -c</c>. Nothing that runs is asked or changed.</summary>
/// <param name="binary">Path of the program.</param>
/// <param name="processes">Runs it.</param>
internal sealed class HaproxyValidation(string binary, ProcessRunner processes)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <summary>"Cannot open configuration file/directory PATH", "Could not open configuration file PATH".</summary>
    private const string Unread = " open configuration file";

    /// <summary>HAProxy's own words are "Configuration file has no error but will not start (no listener) => exit(2)."</summary>
    private const string Idle =
        "Nothing in it listens, and HAProxy does not start with that. So what runs goes on as it is, also for Services that have gone. " +
        "In the template give HAProxy something that is always there, as a stats socket or a frontend of your own.";

    /// <summary>Its verdict on the candidate.</summary>
    /// <param name="candidatePath">The file.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="isInBackground">Nobody waits for it.</param>
    public async Task<Verdict> JudgeAsync(string candidatePath, CancellationToken cancellationToken, bool isInBackground = false) =>
        await processes.RunAsync(binary, ["-c", "-f", candidatePath], Limit, cancellationToken, isInBackground) switch
        {
            ProcessResult.Exited { Code: 0 } => new Verdict.Good(),
            // It could not read the candidate, which says nothing about it.
            ProcessResult.Exited { Code: 1 } unread when unread.Output.Contains(Unread, StringComparison.Ordinal) =>
                Verdicts.NoVerdict("Haproxy:Binary", binary, unread),
            ProcessResult.Exited { Code: 1 } refused => new Verdict.Refused(Complaint.Of(refused.Output))
            {
                Alerts = HaproxyAlerts.Read(refused.Output, candidatePath),
            },
            ProcessResult.Exited { Code: 2 } => new Verdict.Refused(Idle) { IsIdle = true },
            var other => Verdicts.NoVerdict("Haproxy:Binary", binary, other),
        };
}
