using FsCheck;
using FsCheck.Xunit;
using Kube2Haproxy.Core.Wording;

namespace Kube2Haproxy.UnitTests.Wording;

public sealed class QuotedTests
{
    [Theory]
    [InlineData("", "\"\"")]
    [InlineData("Zürich 1", "\"Zürich 1\"")]
    [InlineData("a\nb\u001b[2J", "\"a\\u000ab\\u001b[2J\"")]
    [InlineData("\u202eabc\u2028", "\"\\u202eabc\\u2028\"")]
    public void What_could_end_a_line_or_steer_a_terminal_is_written_out(string text, string quoted) => Quoted.Of(text).ShouldBe(quoted);

    [Fact]
    public void Half_of_a_pair_is_written_out() => Quoted.Of(new string([(char)0xd800])).ShouldBe("\"\\ud800\"");

    [Fact]
    public void A_long_text_is_cut() => Quoted.Of(new string('a', 300)).ShouldBe($"\"{new string('a', 100)}…\"");

    [Fact]
    public void A_line_stays_as_it_is_but_for_such_characters() =>
        Quoted.Line("Zürich is \"1\",\ta\nb\u001b[2J" + new string('a', 300)).ShouldBe(
            "Zürich is \"1\",\\u0009a\\u000ab\\u001b[2J" + new string('a', 300));

    [Property]
    public void No_text_has_a_control_character_or_gets_long(NonNull<string> text)
    {
        var quoted = Quoted.Of(text.Get);

        quoted.ShouldAllBe(one => !char.IsControl(one));
        quoted.Length.ShouldBeLessThan(700);
    }
}
