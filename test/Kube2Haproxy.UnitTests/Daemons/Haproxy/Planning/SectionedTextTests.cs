using FsCheck;
using FsCheck.Xunit;
using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Daemons.Haproxy.Planning;

namespace Kube2Haproxy.UnitTests.Daemons.Haproxy.Planning;

public sealed class SectionedTextTests
{
    private static readonly string[] Pieces =
    [
        "backend", "backend a\n", "backend b\n", "listen c\n", "frontend f from d\n", "defaults d\n", "global\n", " server s 10.0.0.1:80\n", " server t",
        "\n", "\n", " ", "# c", "#\n", " mode tcp\n", "x", ".if 1\n", ".endif\n", " use-server s if TRUE\n", "'", "\"backend\" q\n",
    ];

    [Theory]
    [InlineData("a b\nbackend x\n y\n", "a b\n", "backend x\n y\n")]
    [InlineData("backend x\n# c\n\n  listen y # z\n", "", "backend x\n# c\n\n", "  listen y # z\n")]
    [InlineData("  backends x\n 'global'", "  backends x\n", " 'global'")]
    [InlineData("backend x|\n|back|end y", "", "backend x\n", "backend y")]
    [InlineData("", "")]
    public void A_section_ends_where_the_next_one_begins(string text, params string[] sections) =>
        Texts(SectionedText.Read(Plans.Cut(text))).ShouldBe(sections);

    /// <summary>Any text at all, cut anywhere, and any number of its fragments changed, gone or new.</summary>
    [Property(MaxTest = 1000)]
    public void What_is_read_anew_in_part_is_what_would_be_read_as_a_whole(DoNotSize<int> seed)
    {
        var random = new Random(seed.Item);
        var fragments = Enumerable.Range(0, random.Next(12)).Select(_ => Fragment(random)).ToList();
        var text = SectionedText.Read([.. fragments]);
        for (var step = 0; step < 4; step++)
        {
            Change(fragments, random);

            text = text.With([.. fragments]);

            AreSame(text, SectionedText.Read([.. fragments]));
        }
    }

    [Fact]
    public void Sections_away_from_a_change_stay_the_same_instances()
    {
        Fragment[] fragments = [.. Enumerable.Range(0, 6).Select(static i => new Fragment(null, $"\n\nfrontend f{i}\n mode tcp\n\nbackend b{i}\n mode tcp"))];
        var before = SectionedText.Read(fragments);

        var after = before.With([.. fragments.Select(static (one, i) => i is 1 or 4 ? one with { Text = one.Text + "\n server s 10.0.0.1:80" } : one)]);

        // Preamble, then two a fragment; the one before a change's fragment ends in it.
        var kept = Enumerable.Range(0, 13).Where(i => ReferenceEquals(before.Sections[i], after.Sections[i]));
        kept.ShouldBe([0, 1, 5, 6, 7, 11, 12]);
    }

    private static Fragment Fragment(Random random) => new(null, string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => Pieces[random.Next(Pieces.Length)])));

    private static void Change(List<Fragment> fragments, Random random)
    {
        for (var changes = random.Next(4); changes > 0; changes--)
        {
            var at = random.Next(fragments.Count + 1);
            if (at < fragments.Count && random.Next(4) > 0)
                fragments[at] = Fragment(random);
            else if (at < fragments.Count && random.Next(2) == 0)
                fragments.RemoveAt(at);
            else
                fragments.Insert(at, Fragment(random));
        }
    }

    private static void AreSame(SectionedText one, SectionedText other)
    {
        Texts(one).ShouldBe(Texts(other));
        one.HasConditions.ShouldBe(other.HasConditions);
        one.Shared.ShouldBe(other.Shared);
        one.Naming.Select(static section => section.Title).ShouldBe(other.Naming.Select(static section => section.Title));
        one.Sections.ToArray().Select(static section => (section.Title, section.From, section.IsConditional))
            .ShouldBe(other.Sections.ToArray().Select(static section => (section.Title, section.From, section.IsConditional)));
    }

    private static IEnumerable<string> Texts(SectionedText text) => text.Sections.ToArray().Select(static section => section.Text.ToString());
}
