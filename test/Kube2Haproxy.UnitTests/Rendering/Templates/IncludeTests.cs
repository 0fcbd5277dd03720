using Kube2Haproxy.Rendering.Templates;
using Kube2Haproxy.TestSupport;

namespace Kube2Haproxy.UnitTests.Rendering.Templates;

public sealed class IncludeTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void An_include_lies_beside_the_template_and_sees_its_variables()
    {
        _directory.Write("parts/a.liquid", "{% assign y = 2 %}[{{ device }} {{ x }} {{ z }}]");

        Render("{% assign x = 1 %}{% include 'parts/a', z: 3 %}{% include 'parts/a.liquid', z: 4 %}").ShouldBe("[eth0 1 3][eth0 1 4]");
    }

    [Fact]
    public void What_an_include_assigns_ends_with_it()
    {
        _directory.Write("a.liquid", "{% assign y = 2 %}");

        Refusal("{% include 'a' %}{{ y }}").ShouldContain("main.liquid:1:21: unknown variable 'y'");
    }

    [Fact]
    public void A_fault_in_an_include_names_the_included_file()
    {
        var included = _directory.Write("a.liquid", "x\n{{ services.frist }}");

        Refusal("{% include 'a' %}").ShouldStartWith($"{included}:2:4: a list has no member 'frist'");
    }

    [Fact]
    public void An_include_that_is_missing_is_found_when_the_template_is_loaded()
    {
        var files = Files("\n{% if false %}{% include 'nope' %}{% endif %}");

        Should.Throw<TemplateException>(() => Template.Load(files)).Message
            .ShouldBe($"{_directory.Path}/main.liquid:2:18: cannot include 'nope': {_directory.Path}/nope.liquid does not exist.");
    }

    [Theory]
    [InlineData("../secret")]
    [InlineData("a/../../secret")]
    [InlineData("/etc/hostname")]
    public void An_include_cannot_leave_the_directory(string name) =>
        Refusal($"{{% assign n = '{name}' %}}{{% include n %}}").ShouldContain("give the path of a file beside the template or below, without '..'.");

    [Fact]
    public void A_file_that_includes_itself_is_refused()
    {
        _directory.Write("loop.liquid", "{% include 'loop' %}");

        Refusal("{% include 'loop' %}").ShouldEndWith(
            "loop.liquid:1:4: includes are nested more than 50 deep. Look for a file that includes itself.");
    }

    [Fact]
    public void The_built_in_template_says_that_it_has_no_directory() =>
        Should.Throw<TemplateFault>(() => TemplateFiles.Of(new HaproxyTemplateOptions()).ReadInclude("x"))
            .Message.ShouldContain("Copy it, and set Haproxy:TemplateFile to the copy.");

    private TemplateFiles Files(string template) =>
        TemplateFiles.Of(new HaproxyTemplateOptions { TemplateFile = _directory.Write("main.liquid", template) });

    private string Render(string template)
    {
        Files(template);
        return Rendering.Render(new(), keepalived: false, Path.Combine(_directory.Path, "main.liquid"));
    }

    private string Refusal(string template) => Should.Throw<TemplateException>(() => Render(template)).Message;
}
