using System.Globalization;

namespace Kube2Haproxy.EndToEndTests.Pair;

/// <summary>The table in the tests' output: a row for each time that was measured.</summary>
internal static class PairTable
{
    /// <param name="what">What happened, and what was measured.</param>
    /// <param name="measured">Longer than the limit is a failure.</param>
    /// <param name="limit">Null where there is none.</param>
    public static void Add(string what, TimeSpan measured, TimeSpan? limit = null)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {what,-88} | {measured.TotalMilliseconds,7:0} ms | {(limit is { } most ? $"at most {most.TotalMilliseconds:0} ms" : ""),-15} |"));
        if (limit is { } exact)
            measured.ShouldBeLessThanOrEqualTo(exact, what);
    }
}
