using System.Net;

namespace Kube2Haproxy.EndToEndTests.Pair;

public sealed class GapsTests
{
    private static readonly IPEndPoint Target = new(IPAddress.Loopback, 80);

    [Theory]
    [InlineData("", 0)]
    [InlineData("1+ 2+ 9+", 0)]
    [InlineData("1+ 2- 3- 4+", 3)]
    [InlineData("1+ 2- 3+ 4- 5- 6+ 7+", 3)]
    [InlineData("4+ 2- 1+ 3-", 3)]
    [InlineData("1+ 2~ 3- 4+", 3)]
    public void Longest_is_between_two_prompt_answers_with_others_between(string requests, int seconds)
    {
        Gaps.Longest(Outcomes(requests), Target).ShouldBe(TimeSpan.FromSeconds(seconds));
    }

    [Theory]
    [InlineData("1-")]
    [InlineData("1- 2+")]
    [InlineData("1+ 2-")]
    public void Failures_at_an_end_are_an_endless_gap(string requests)
    {
        Gaps.Longest(Outcomes(requests), Target).ShouldBe(TimeSpan.MaxValue);
    }

    [Fact]
    public void Failures_of_another_target_are_not_counted()
    {
        var other = new ProbeOutcome(new IPEndPoint(IPAddress.Loopback, 81), 2 * TimeProvider.System.TimestampFrequency, TimeSpan.Zero, "refused");

        Gaps.Longest([.. Outcomes("1+ 3+"), other], Target).ShouldBe(TimeSpan.Zero);
    }

    /// <summary>A second at which a request starts, and <c>+</c> where it is answered, <c>~</c> where late.</summary>
    private static IEnumerable<ProbeOutcome> Outcomes(string requests) =>
        requests.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static one => new ProbeOutcome(
            Target, (one[0] - '0') * TimeProvider.System.TimestampFrequency, TimeSpan.FromSeconds(one[1] == '~' ? 0.3 : 0.01),
            one[1] == '-' ? "no answer in time" : null));
}
