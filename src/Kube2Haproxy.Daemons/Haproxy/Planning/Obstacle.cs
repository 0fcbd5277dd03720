namespace Kube2Haproxy.Daemons.Haproxy.Planning;

/// <summary>Why something cannot be done by commands.</summary>
/// <param name="Reason">Its kind.</param>
/// <param name="Words">To go behind the server's or the section's name and a colon; one clause, no values.</param>
internal sealed record Obstacle(ReloadReason Reason, string Words);
