using Kube2Haproxy.Daemons.Haproxy.Planning;

namespace Kube2Haproxy.UnitTests.Daemons.Haproxy.Planning;

public sealed class ConfigurationLineTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("  # only words", "")]
    [InlineData("  server a\t10.0.0.1:80 \v ", "server,a,10.0.0.1:80")]
    [InlineData("a b#c d", "a,b")]
    [InlineData("a \"b # c\" 'd # e'", "a,b # c,d # e")]
    [InlineData("a b\" c\"d' e'", "a,b cd e")]
    [InlineData(@"a\ b \# \\ \"" \'", "a b,#,\\,\",'")]
    [InlineData(@"a '\n' \x41 \t.", "a,\\n,A,\t.")]
    [InlineData(@"a \1 \$ $X", "a,\\1,\\$,$X")]
    [InlineData("a \"\\$X\" '$X'", "a,$X,$X")]
    [InlineData("a b\r", "a,b")]
    public void Words_are_those_that_haproxy_reads(string line, string words)
    {
        var read = ConfigurationLine.Read(line);

        string.Join(',', read.Words).ShouldBe(words);
        read.IsLiteral.ShouldBeTrue();
    }

    [Theory]
    [InlineData("a \"$X\"")]
    [InlineData("a \"${X}\"")]
    [InlineData("a \"b")]
    [InlineData(@"a \x4")]
    [InlineData(@"a \xff")]
    [InlineData("a \"\" b")]
    public void What_the_text_alone_does_not_say_is_not_literal(string line) => ConfigurationLine.Read(line).IsLiteral.ShouldBeFalse();

    [Theory]
    [InlineData("acl x  path \"/a\" # c", "\tacl x path /a")]
    [InlineData("a 'b c'", "a b\\ c")]
    public void Lines_that_mean_the_same_have_the_same_text(string one, string other) =>
        ConfigurationLine.Read(one).Text.ShouldBe(ConfigurationLine.Read(other).Text);

    [Theory]
    [InlineData("a 'b c'", "a b c")]
    [InlineData("a \"$X\"", "a '$X'")]
    [InlineData("a \"\"", "a")]
    public void Lines_that_mean_something_else_have_another_text(string one, string other) =>
        ConfigurationLine.Read(one).Text.ShouldNotBe(ConfigurationLine.Read(other).Text);
}
