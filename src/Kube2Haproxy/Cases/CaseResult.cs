namespace Kube2Haproxy.Cases;

/// <summary>What became of a case. Never compared: it holds lists.</summary>
/// <param name="Complaints">Lines that say why it failed; empty where it passed.</param>
/// <param name="Updated">Files whose text has been replaced by what is rendered.</param>
/// <param name="Unjudged">Programs that are not installed, and were to judge.</param>
internal sealed record CaseResult(IReadOnlyList<string> Complaints, IReadOnlyList<string> Updated, IReadOnlyList<string> Unjudged)
{
    public bool Passed => Complaints.Count == 0;
}
