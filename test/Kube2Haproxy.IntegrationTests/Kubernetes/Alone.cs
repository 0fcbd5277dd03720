namespace Kube2Haproxy.IntegrationTests.Kubernetes;

/// <summary>Tests that measure the process: no other runs beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
