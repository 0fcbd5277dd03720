using Kube2Haproxy.TestSupport.Daemons;

namespace Kube2Haproxy.UnitTests.Rendering;

/// <summary>As haproxy 2.6 and 3.0 read it.</summary>
public sealed class HaproxyWordsTests
{
    [Theory]
    [InlineData("  server a 10.0.0.1:80  # b", "server|a|10.0.0.1:80")]
    [InlineData("a\tb\r", "a|b")]
    [InlineData("a \"b c\"'d e'f", "a|b cd ef")]
    [InlineData("a \"\" '' b", "a|||b")]
    [InlineData("a \"'\" '\"' \"#\" '\\'", "a|'|\"|#|\\")]
    [InlineData("a b\\ c \\# \\\" \"\\\"\"", "a|b c|#|\"|\"")]
    [InlineData("a $b '$c'", "a|$b|$c")]
    [InlineData("a#b", "a")]
    public void A_line_has_these_words(string line, string words) =>
        string.Join('|', HaproxyWords.Of(line).ShouldHaveSingleItem()).ShouldBe(words);

    [Theory]
    [InlineData("a \"b")]
    [InlineData("a 'b\\'c'")]
    [InlineData("a \"$b\"")]
    [InlineData("a \0b")]
    public void What_HAProxy_would_refuse_or_fill_in_is_an_error(string line) => Should.Throw<FormatException>(() => HaproxyWords.Of(line));

    [Fact]
    public void Lines_without_words_are_left_out() => HaproxyWords.Of("\n# a\n  \nb\n").ShouldHaveSingleItem().ShouldBe(["b"]);
}
