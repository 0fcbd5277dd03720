namespace Kube2Haproxy.EndToEndTests.Pair;

/// <summary>What is measured here is measured in fractions of a second: no other test runs beside it.</summary>
[CollectionDefinition(nameof(Measured), DisableParallelization = true)]
public sealed class Measured;
