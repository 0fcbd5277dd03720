using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Daemons.Quarantine;
using static Kube2Haproxy.UnitTests.Daemons.Quarantine.Texts;

namespace Kube2Haproxy.UnitTests.Daemons.Quarantine;

public sealed class DraftTests
{
    private static readonly HaproxyConfiguration Two = new(
        [
            new Fragment(null, "frontend f\n"), new Fragment(Name("a"), "use a2\n"), new Fragment(Name("b"), "use b2\n"),
            new Fragment(null, "# backends\n"), new Fragment(Name("a"), "be a2\n"), new Fragment(Name("b"), "be b2\n"),
        ],
        []);

    [Fact]
    public void All_texts_of_a_Service_fall_together_to_the_last_good_ones_and_from_there_out()
    {
        var draft = new Draft(Two, new LastGood([new Fragment(Name("a"), "use a1\n"), new Fragment(Name("a"), "be a1\n")]));

        draft.Lower(Name("a"), "no.");
        draft.Text.ShouldBe("frontend f\nuse a1\nuse b2\n# backends\nbe a1\nbe b2\n");

        draft.Lower(Name("a"), "no.");
        draft.Text.ShouldBe("frontend f\nuse b2\n# backends\nbe b2\n");

        draft.Raise(Name("a"));
        draft.Text.ShouldBe(Two.Text);
    }

    [Fact]
    public void Last_good_texts_of_a_template_with_another_number_of_blocks_are_of_no_use()
    {
        var draft = new Draft(Two, new LastGood([new Fragment(Name("a"), "use a1\n")]));

        draft.Lower(Name("a"), "no.");

        draft.Text.ShouldBe("frontend f\nuse b2\n# backends\nbe b2\n");
    }

    [Fact]
    public void What_is_wrong_in_one_text_lowers_the_others_of_the_Service()
    {
        var draft = new Draft(
            new HaproxyConfiguration(
                [new Fragment(Name("a"), "use a2\n"), new Fragment(Name("a"), "") { Fault = "t:1:1: no." }, new Fragment(Name("b"), "b\n")], []),
            LastGood.Unknown);

        draft.Text.ShouldBe("b\n");
        draft.Quarantined.ShouldBe([(Name("a"), false, "t:1:1: no.")]);
    }

    [Fact]
    public void A_map_gives_the_texts_back_and_only_for_the_text_that_it_is_of()
    {
        var lastGood = new LastGood(Two.Fragments);

        var read = LastGood.Read(Two.Text, lastGood.Map(Two.Text))!;

        read.Of(Name("a")).ShouldBe(["use a2\n", "be a2\n"]);
        read.Of(Name("b")).ShouldBe(["use b2\n", "be b2\n"]);
        LastGood.Read(Two.Text + " ", lastGood.Map(Two.Text)).ShouldBeNull();
    }

    [Theory]
    [InlineData("5 6")]
    [InlineData("5 x default/a")]
    [InlineData("-5 6 default/a")]
    [InlineData("5 2147483647 default/a")]
    [InlineData("2147483647 6 default/a")]
    [InlineData("5 6 a")]
    public void A_damaged_map_is_of_no_use(string line)
    {
        var header = new LastGood([]).Map(Two.Text);

        LastGood.Read(Two.Text, header + line + "\n").ShouldBeNull();
    }
}
