using System.Threading.Channels;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Rendering;
using Kube2Haproxy.Rendering.Node;
using Kube2Haproxy.Rendering.Templates;
using Kube2Haproxy.TestSupport;
using static Kube2Haproxy.TestSupport.Cluster;

namespace Kube2Haproxy.UnitTests.Rendering;

public sealed class ConfigurationRendererTests : IDisposable
{
    private static readonly NodeDevice Device = new("eth0", []);
    private static readonly DateTimeOffset Earlier = DateTimeOffset.UnixEpoch;
    private static readonly DateTimeOffset Later = Earlier.AddSeconds(1);

    private readonly TemporaryDirectory _directory = new();
    private readonly Channel<HaproxyConfiguration> _output = Channel.CreateBounded<HaproxyConfiguration>(1);
    private ConfigurationRenderer<HaproxyConfiguration> _renderer;

    public ConfigurationRendererTests()
    {
        _renderer = Create();
        Write("{% for service in services %}{{ service.name }} {% endfor %}");
    }

    [Fact]
    public void The_text_of_the_template_is_published()
    {
        Render("web", "api").ShouldBeNull();

        Published()!.Text.ShouldBe("api web ");
    }

    [Fact]
    public void The_same_text_is_not_published_again()
    {
        Render("web");
        Published();

        Render("web");

        Published().ShouldBeNull();
    }

    [Fact]
    public void What_nobody_took_is_replaced_and_its_changes_go_on()
    {
        Render([Earlier], "web");
        Render([Later], "web", "api");

        var published = Published()!;
        published.Text.ShouldBe("api web ");
        published.Changes.ShouldBe([Earlier, Later]);
        Published().ShouldBeNull();
    }

    /// <summary>As in a pause of days.</summary>
    [Fact]
    public void What_nobody_takes_does_not_grow_without_end()
    {
        var many = Enumerable.Repeat(Earlier, 30_000).ToArray();

        Render(many, "a");
        Render([Later], "b");
        Render([Later], "c");

        Published()!.Changes.ShouldBe([.. many.Take(10_000), Later]);
    }

    [Fact]
    public void Changes_that_changed_no_text_are_not_measured_with_the_next_that_does()
    {
        Render([], "web");
        Published();
        Render([Earlier], "web");

        Render([Later], "api");

        Published()!.Changes.ShouldBe([Later]);
    }

    [Fact]
    public void Without_a_template_there_is_a_fault_and_no_configuration_until_it_is_there()
    {
        File.Delete(_directory["haproxy.cfg.liquid"]);
        _renderer = Create();
        _renderer.ReadTemplate();

        Render([Earlier], "web")!.ShouldContain("does not exist");
        Published().ShouldBeNull();

        Write("ok");
        Render([Later], "web").ShouldBeNull();
        var published = Published()!;
        published.Text.ShouldBe("ok");
        published.Changes.ShouldBe([Earlier, Later]);
    }

    [Theory]
    [InlineData("{% for service in services %}")]
    [InlineData("{{ nonsense }}")]
    public void A_bad_template_leaves_the_last_good_one_in_force(string bad)
    {
        Render("web");
        Published();
        Write(bad);

        Render("web", "api")!.ShouldContain("haproxy.cfg.liquid");
        Published()!.Text.ShouldBe("api web ");

        Write("mended");
        Render("web", "api").ShouldBeNull();
        Published()!.Text.ShouldBe("mended");
    }

    [Fact]
    public void Until_the_daemon_has_taken_a_new_template_what_the_last_one_that_it_took_gives_goes_with_it()
    {
        Render("web");
        Take(Published()!);
        Write("new {% for service in services %}{{ service.name }} {% endfor %}");

        Render("web", "api");
        var published = Published()!;
        published.Text.ShouldBe("new api web ");
        published.Fallback!.Text.ShouldBe("api web ");

        Take(published);
        Render("web", "api");
        Published().ShouldBeNull();
        Render("web");
        Published()!.Fallback.ShouldBeNull();
    }

    [Fact]
    public void What_only_the_last_good_template_writes_is_published_too()
    {
        Render("web");
        Take(Published()!);
        Write("new");
        Render("web");
        Published();

        Render("web", "api");

        Published()!.Fallback!.Text.ShouldBe("api web ");
    }

    [Fact]
    public void The_last_good_template_of_an_earlier_process_is_in_force_where_the_newest_cannot_be_parsed()
    {
        File.WriteAllText(_directory["part.liquid"], "kept ");
        Write("{% include 'part' %}{% for service in services %}{{ service.name }} {% endfor %}");
        Render("web");
        var template = Published()!.Template!;
        File.Delete(_directory["part.liquid"]);
        _renderer = Create();
        Write("{% nonsense %}");

        _renderer.Take(new RenderInput.TemplateTaken("haproxy", template));

        Render("web", "api")!.ShouldContain("nonsense");
        Published()!.Text.ShouldBe("kept api web ");
    }

    [Fact]
    public void A_template_that_is_the_kept_one_again_includes_what_is_on_disk_now()
    {
        const string Template = "{% services %}{% include service.name %}{% endservices %}";
        File.WriteAllText(_directory["web.liquid"], "web ");
        File.WriteAllText(_directory["api.liquid"], "api ");
        Write(Template);
        Render("web");
        var template = Published()!.Template!;
        _renderer = Create();
        Write("other");
        _renderer.Take(new RenderInput.TemplateTaken("haproxy", template));

        File.WriteAllText(_directory["web.liquid"], "mended ");
        Write(Template);
        Render("api", "web").ShouldBeNull();

        Published()!.Text.ShouldBe("api mended ");
    }

    [Fact]
    public void A_template_that_is_read_again_unchanged_has_no_fallback_though_it_includes_a_file_only_when_rendered()
    {
        File.WriteAllText(_directory["web.liquid"], "web ");
        Write("{% services %}{% if service.name == 'web' %}{% include service.name %}{% endif %}{{ service.name }}{% endservices %}");
        Render("web");
        Take(Published()!);

        _renderer.ReadTemplate();
        Render("web", "api");

        Published()!.Fallback.ShouldBeNull();
    }

    [Fact]
    public void The_template_of_another_daemon_is_passed_over()
    {
        Render("web");
        Published();
        _renderer.Take(new RenderInput.TemplateTaken("keepalived", new TemplateVersion("x", new Dictionary<string, string> { ["x"] = "other" })));

        Render("web", "api");

        Published()!.Fallback.ShouldBeNull();
    }

    [Fact]
    public void What_is_wrong_with_one_Service_goes_with_its_fragment_and_what_is_wrong_with_all_of_them_is_wrong_with_the_template()
    {
        Write("{% services %}{% if service.name == 'bad' %}{{ 1 | divided_by: 0 }}{% endif %}{% endservices %}");

        Render("good", "bad").ShouldBeNull();
        Published()!.Fragments.Select(fragment => fragment.Fault is null).ShouldBe([false, true]);

        Render("bad")!.ShouldContain("haproxy.cfg.liquid:1:");
        Published().ShouldBeNull();
    }

    public void Dispose() => _directory.Dispose();

    private ConfigurationRenderer<HaproxyConfiguration> Create()
    {
        var options = new HaproxyTemplateOptions { TemplateFile = _directory["haproxy.cfg.liquid"] };
        return new(
            "haproxy", TemplateFiles.Of(options), device => TemplateData.For(options, new(), device, new("node-1")),
            (fragments, changes) => new(fragments, changes), _output.Reader, _output.Writer);
    }

    private void Write(string template)
    {
        File.WriteAllText(_directory["haproxy.cfg.liquid"], template);
        _renderer.ReadTemplate();
    }

    private void Take(HaproxyConfiguration configuration) => _renderer.Take(new RenderInput.TemplateTaken("haproxy", configuration.Template!));

    private string? Render(params string[] services) => Render([], services);

    private string? Render(DateTimeOffset[] changes, params string[] services)
    {
        var store = new ClusterStore();
        store.Apply(new Replaced<Service>([.. services.Select((name, i) => Service(name, $"10.0.0.{i + 1}"))]));
        return _renderer.Render(store.View(new()), Device, changes);
    }

    private HaproxyConfiguration? Published() => _output.Reader.TryRead(out var configuration) ? configuration : null;
}
