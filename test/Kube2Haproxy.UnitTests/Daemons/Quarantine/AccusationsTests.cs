using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Daemons.Quarantine;
using static Kube2Haproxy.UnitTests.Daemons.Quarantine.Texts;

namespace Kube2Haproxy.UnitTests.Daemons.Quarantine;

public sealed class AccusationsTests
{
    /// <summary>Line 3 is shared: what a writes goes on in what the template writes.</summary>
    private static readonly Draft Draft = new(
        new HaproxyConfiguration(
            [
                new Fragment(null, "global\n"), new Fragment(Name("a"), "backend be_a\n  server "), new Fragment(null, "x\n"),
                new Fragment(Name("b"), "\nlisten be_b from d\n"), new Fragment(Name("empty"), ""), new Fragment(Name("c"), "frontend be_c"),
            ],
            []),
        LastGood.Unknown);

    [Theory]
    [InlineData(1, null)]
    [InlineData(2, "a")]
    [InlineData(3, "a")]
    [InlineData(4, "b")]
    [InlineData(5, "b")]
    [InlineData(6, "c")]
    [InlineData(7, null)]
    public void A_line_accuses_whoever_has_a_text_on_it(int line, string? service) => Accused(new Alert("no", [line], [])).ShouldBe(service);

    [Theory]
    [InlineData("be_a", "a")]
    [InlineData("be_b", "b")]
    [InlineData("be_c", "c")]
    [InlineData("global", null)]
    [InlineData("x", null)]
    public void A_name_accuses_whoever_opens_the_section(string name, string? service) =>
        Accused(new Alert("no", [], ["unknown", name])).ShouldBe(service);

    [Fact]
    public void A_line_tells_more_than_a_name() => Accused(new Alert("no", [5], ["be_a"])).ShouldBe("b");

    [Fact]
    public void The_complaint_has_the_line_of_the_Services_own_text() =>
        Accusations.Of([new Alert("no", [5], [])], Draft).ShouldBe([(Name("b"), "line 2 of its text: no")]);

    private static string? Accused(Alert alert) => Accusations.Of([alert], Draft) is [var one] ? one.Service.Name : null;
}
