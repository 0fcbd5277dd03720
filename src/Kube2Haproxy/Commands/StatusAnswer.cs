using Kube2Haproxy.Status;

namespace Kube2Haproxy.Commands;

/// <summary>What a daemon says of itself. Never compared.</summary>
/// <param name="Json">As it came.</param>
/// <param name="Status">The same, read.</param>
internal sealed record StatusAnswer(string Json, StatusDocument Status);
