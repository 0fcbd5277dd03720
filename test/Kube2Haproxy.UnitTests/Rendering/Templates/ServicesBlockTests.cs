using System.Net;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Rendering.Node;
using Kube2Haproxy.Rendering.Templates;
using Kube2Haproxy.TestSupport;
using static Kube2Haproxy.TestSupport.Cluster;

namespace Kube2Haproxy.UnitTests.Rendering.Templates;

/// <summary><c>{% services %} … {% endservices %}</c>.</summary>
public sealed class ServicesBlockTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ClusterStore _store = new();
    private readonly HaproxyTemplateOptions _options = new() { Settings = { ["greeting"] = "hello" } };
    private NodeDevice _device = new("eth0", []);

    public ServicesBlockTests()
    {
        _options.TemplateFile = _directory["main.liquid"];
        Have("web", "api");
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Its_body_is_one_fragment_for_each_service_in_order() =>
        Shown(Render("a {% services %}[{{ service.name }}]{% endservices %} b {% services %}<{{ service.key }}>{% endservices %}")).ShouldBe(
            ["=a ", "api=[api]", "web=[web]", "= b ", "api=<default/api>", "web=<default/web>"]);

    [Theory]
    [InlineData("{% if device == 'eth0' %}x{% services %}{{ service.name }} {% endservices %}{% else %}y{% endif %}", "xapi web ")]
    [InlineData("{% unless device == 'eth0' %}{% else %}{% services %}{{ service.name }} {% endservices %}{% endunless %}", "api web ")]
    [InlineData("{% case device %}{% when 'eth0' %}{% services %}{{ service.name }} {% endservices %}{% endcase %}", "api web ")]
    [InlineData("{% include 'block' %}", "(api)(web)")]
    [InlineData("{% services %}{% for port in service.ports %}{{ port.port }} {% endfor %}{% endservices %}", "80 80 ")]
    [InlineData("{% services %}{% capture x %}{{ service.name }}{% endcapture %}{{ x }}{% endservices %}", "apiweb")]
    [InlineData("{% services %}{{ settings.greeting }} {{ device }} {{ node.hostname }} {% endservices %}", "hello eth0 node1 hello eth0 node1 ")]
    public void It_may_stand_in_what_is_rendered_once_and_read_what_concerns_all(string template, string text)
    {
        _directory.Write("block.liquid", "{% services %}({{ service.name }}){% endservices %}");

        Render(template).Text().ShouldBe(text);
    }

    [Theory]
    [InlineData("{% for vip in vips %}\n{% services %}{% endservices %}{% endfor %}", "main.liquid:2:4: {% services %} cannot stand inside of {% for %}.")]
    [InlineData("{% capture x %}{% services %}{% endservices %}{% endcapture %}", "main.liquid:1:19: {% services %} cannot stand inside of {% capture %}.")]
    [InlineData("{% services %}{% services %}{% endservices %}{% endservices %}", "main.liquid:1:18: {% services %} cannot stand inside of {% services %}.")]
    [InlineData("{% for vip in vips %}{% include 'block' %}{% endfor %}", "block.liquid:1:4: {% services %} cannot stand inside of {% for %}.")]
    [InlineData("{% capture x %}{% include 'block' %}{% endcapture %}", "block.liquid:1:4: {% services %} cannot stand inside of {% capture %} or of another")]
    public void It_is_refused_where_it_would_not_be_a_part_of_the_result_by_itself(string template, string error)
    {
        _directory.Write("block.liquid", "{% services %}{% endservices %}");

        Should.Throw<TemplateException>(() => Render(template)).Message.ShouldContain(error);
    }

    [Theory]
    [InlineData("{{ vips }}", "'vips' cannot be read inside of {% services %}, so that a Service is rendered again only when it changes; what can is device, ")]
    [InlineData("{{ services.size }}", "'services' cannot be read")]
    [InlineData("{{ mine }}", "'mine' cannot be read")]
    [InlineData("{{ stats_socket }}", "'stats_socket' cannot be read")]
    [InlineData("{{ devcie }}", "unknown variable 'devcie'; did you mean 'device'? The variables are device, device_ips, node, service, settings, and what")]
    public void What_does_not_concern_the_service_is_refused_by_name(string body, string error)
    {
        var fragments = Render("{% assign mine = 1 %}{% services %}\n" + body + "{% endservices %}{{ vips.size }}");

        fragments[0].Fault.ShouldNotBeNull().ShouldStartWith($"{_options.TemplateFile}:2:4: {error}");
    }

    [Theory]
    [InlineData("{% services %}{% cycle 'x', 'y' %}{% endservices %}", "xx")]
    [InlineData("{% services %}{% ifchanged %}same{% endifchanged %}{% endservices %}", "samesame")]
    [InlineData("{% services %}{% if service.name == 'api' %}{% assign a = 1 %}{% endif %}{% if service.name == 'api' %}{{ a }}{% endif %}{% endservices %}", "1")]
    public void No_service_sees_what_another_one_did(string template, string text) => Render(template).Text().ShouldBe(text);

    [Fact]
    public void What_is_assigned_for_one_service_is_unknown_to_the_next()
    {
        var fragments = Render("{% services %}{% if service.name == 'api' %}{% assign a = 1 %}{% endif %}{{ a }}{% endservices %}");

        Shown(fragments)[0].ShouldBe("api=1");
        fragments[1].Fault.ShouldNotBeNull().ShouldContain("unknown variable 'a'");
    }

    [Fact]
    public void A_fault_of_one_service_is_that_of_its_fragment()
    {
        var fragments = Render("a{% services %}{{ 10 | divided_by: service.ports[0].port }}{% if service.name == 'web' %}\n{{ service.labels.x }}{% endif %}{% endservices %}");

        fragments.Select(fragment => fragment.Fault is null).ShouldBe([true, true, false]);
        fragments[2].Text.ShouldBeEmpty();
        fragments[2].Fault.ShouldBe($"{_options.TemplateFile}:2:4: is absent here: give it a value with the filter default, or write it inside of an if.");
    }

    [Fact]
    public void A_fault_in_what_a_file_includes_is_that_of_each_service_that_includes_it()
    {
        var part = _directory.Write("part.liquid", "{% if false %}{% include 'nowhere' %}{% endif %}");

        var fragments = Render("{% services %}{% assign name = 'part' %}{% include name %}{% endservices %}");

        fragments.ShouldAllBe(fragment => fragment.Fault != null && fragment.Fault.StartsWith($"{part}:1:18: cannot include 'nowhere'"));
    }

    [Fact]
    public void A_service_that_did_not_change_keeps_its_fragment()
    {
        var template = Load("{% services %}{{ service.name }} {{ service.ports[0].servers.size }}{% endservices %}");
        var before = template.Render(View(), Data());
        _store.Apply(new Upserted<ServiceEndpoints>(EndpointsOf("web", "10.1.0.1:80"), null));

        var after = template.Render(View(), Data());

        after[0].ShouldBeSameAs(before[0]);
        Shown(after).ShouldBe(["api=api 0", "web=web 1"]);
    }

    [Theory]
    [InlineData("{{ device_ips.size }}", true)]
    [InlineData("{{ service.name }}", false)]
    public void Only_a_variable_that_is_read_makes_all_of_them_new(string body, bool isRead)
    {
        var template = Load("{% services %}" + body + "{% endservices %}");
        var view = View();
        template.Render(view, Data());
        _device = new NodeDevice("eth0", [IPAddress.Parse("10.0.0.1")]);

        var shown = Shown(template.Render(view, Data()));

        shown.ShouldBe(isRead ? ["api=1", "web=1"] : ["api=api", "web=web"]);
    }

    [Fact]
    public void The_text_around_follows_what_it_reads()
    {
        var template = Load("{{ vips | join: ' ' }} {{ device_ips.size }}{% services %}.{% endservices %}");
        template.Render(View(), Data()).Text().ShouldBe("10.0.0.1 10.0.0.2 0..");

        Have("web", "api", "new");
        template.Render(View(), Data()).Text().ShouldBe("10.0.0.1 10.0.0.2 10.0.0.3 0...");

        _device = new NodeDevice("eth0", [IPAddress.Parse("10.0.0.1")]);
        template.Render(View(), Data()).Text().ShouldBe("10.0.0.1 10.0.0.2 10.0.0.3 1...");
    }

    private static string[] Shown(IEnumerable<Fragment> fragments) => [.. fragments.Select(one => $"{one.Service?.Name}={one.Text}")];

    private void Have(params string[] names) =>
        _store.Apply(new Replaced<Service>([.. names.Select((name, i) => Service(name, $"10.0.0.{i + 1}"))]));

    private IReadOnlyList<Fragment> Render(string template) => Load(template).Render(View(), Data());

    private Template Load(string template)
    {
        File.WriteAllText(_options.TemplateFile, template);
        return Template.Load(TemplateFiles.Of(_options));
    }

    private ClusterView View() => _store.View(new());

    private TemplateData Data() => TemplateData.For(_options, new KeepalivedTemplateOptions(), _device, new("node1"));
}
