using System.Reflection;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace Kube2Haproxy.TestSupport.Daemons;

/// <summary>Runs a theory on each <see cref="HaproxyVersion"/>, its first argument; skips it, with the remedy, on one that is missing.</summary>
/// <param name="more">The other arguments.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class EachHaproxyAttribute(params object?[] more) : DataAttribute
{
    /// <summary>The same rows, for a theory that takes them from a member.</summary>
    public static IEnumerable<ITheoryDataRow> Rows(params object?[] more) =>
        Enum.GetValues<HaproxyVersion>().Select(version => new TheoryDataRow([version, .. more]) { Skip = version.Missing() });

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyCollection<ITheoryDataRow>> GetData(MethodInfo testMethod, DisposalTracker disposalTracker) =>
        new([.. Rows(more)]);

    /// <inheritdoc/>
    public override bool SupportsDiscoveryEnumeration() => true;
}
