namespace Kube2Haproxy.Daemons.Quarantine;

/// <summary>One complaint of a daemon's own program about a configuration.</summary>
/// <param name="Text">Its words, on one line.</param>
/// <param name="Lines">The lines that it names, from 1, in its order; often empty.</param>
/// <param name="Names">What it puts in quotes, in its order: a section's name may be among them.</param>
internal sealed record Alert(string Text, IReadOnlyList<int> Lines, IReadOnlyList<string> Names);
