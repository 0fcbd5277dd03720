namespace Kube2Haproxy.Cases;

/// <summary>What a case's file says of a configuration.</summary>
/// <param name="Kind">Of it.</param>
/// <param name="Text">Stands in it, does not, or stands in the error; never empty.</param>
/// <param name="Place">FILE:LINE.</param>
internal sealed record Assertion(AssertionKind Kind, string Text, string Place);
