using FsCheck.Xunit;
using Kube2Haproxy.Core.Cluster;

namespace Kube2Haproxy.UnitTests.Cluster;

public sealed class LabelSelectorTests
{
    private static readonly Dictionary<string, string> Labels = new()
    {
        ["app"] = "web",
        ["tier"] = "",
        ["app.kubernetes.io/name"] = "shop",
        ["in"] = "notin",
    };

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("app")]
    [InlineData("app=web")]
    [InlineData("app==web")]
    [InlineData(" app = web , tier ")]
    [InlineData("app!=api")]
    [InlineData("absent!=web")]
    [InlineData("!absent")]
    [InlineData("! absent")]
    [InlineData("tier=")]
    [InlineData("tier=,app")]
    [InlineData("app in (web)")]
    [InlineData("app in (api, web)")]
    [InlineData("app in(api,web)")]
    [InlineData("tier in (,a)")]
    [InlineData("tier in (a,)")]
    [InlineData("app notin (api)")]
    [InlineData("absent notin (web)")]
    [InlineData("app.kubernetes.io/name=shop,app")]
    [InlineData("in in (notin)")]
    public void Selects(string text) => Parse(text).Matches(Labels).ShouldBeTrue();

    [Theory]
    [InlineData("absent")]
    [InlineData("!app")]
    [InlineData("app=api")]
    [InlineData("app=Web")]
    [InlineData("App=web")]
    [InlineData("absent=")]
    [InlineData("app!=web")]
    [InlineData("app in (api)")]
    [InlineData("absent in (,a)")]
    [InlineData("app notin (api,web)")]
    [InlineData("app,absent")]
    public void Leaves_out(string text) => Parse(text).Matches(Labels).ShouldBeFalse();

    [Theory]
    [InlineData("app=web,", "the end stands where the name of a label was expected, such as app or app.kubernetes.io/name")]
    [InlineData(",app", "\",\" stands where the name of a label was expected, such as app or app.kubernetes.io/name")]
    [InlineData("=web", "\"=\" stands where the name of a label was expected, such as app or app.kubernetes.io/name")]
    [InlineData("a/b/c=d", "\"a/b/c\" stands where the name of a label was expected, such as app or app.kubernetes.io/name")]
    [InlineData("!app=web", "\"=\" stands where a comma or the end was expected")]
    [InlineData("app=web tier=x", "\"tier\" stands where a comma or the end was expected")]
    [InlineData("app>1", "\"app>1\" stands where the name of a label was expected, such as app or app.kubernetes.io/name")]
    [InlineData("app is web", "\"is\" stands after app, where one of = == != in notin was expected")]
    [InlineData("app in web", "\"web\" stands where the values in parentheses were expected, such as (a,b)")]
    [InlineData("app in ()", "a set in parentheses needs at least one value")]
    [InlineData("app in (web", "the end stands where a comma or the closing parenthesis was expected")]
    [InlineData("app in (a b)", "\"b\" stands where a comma or the closing parenthesis was expected")]
    [InlineData("app===web", "\"=\" is no label value (at most 63 letters, digits, '-', '_' and '.', a letter or digit at both ends)")]
    [InlineData("app=-x", "\"-x\" is no label value (at most 63 letters, digits, '-', '_' and '.', a letter or digit at both ends)")]
    public void Refuses_with_what_would_be_right(string text, string complaint)
    {
        LabelSelector.TryParse(text, out var selector, out var error).ShouldBeFalse();

        selector.ShouldBeNull();
        error.ShouldBe(complaint);
    }

    [Property]
    public void Any_text_is_read_or_refused(string? text) =>
        Should.NotThrow(() => LabelSelector.TryParse(text ?? "", out _, out _));

    private static LabelSelector Parse(string text)
    {
        LabelSelector.TryParse(text, out var selector, out var error).ShouldBeTrue(error);
        return selector!;
    }
}
