namespace Kube2Haproxy.Rendering.Templates;

/// <summary>What a value or a filter refuses. It does not know where it stands: the statement or expression around it adds the place.</summary>
internal sealed class TemplateFault(string problem) : Exception(problem);
