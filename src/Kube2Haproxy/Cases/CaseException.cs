namespace Kube2Haproxy.Cases;

/// <summary>A case is not written right.</summary>
/// <param name="problem">Where, what was found, and what would be right.</param>
internal sealed class CaseException(string problem) : Exception(problem);
