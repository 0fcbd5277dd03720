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

    public void Dispose() => _directory.Dispose();

    private ConfigurationRenderer<HaproxyConfiguration> Create()
    {
        var options = new HaproxyTemplateOptions { TemplateFile = _directory["haproxy.cfg.liquid"] };
        return new(
            TemplateFiles.Of(options), device => TemplateData.For(options, new(), device, "node-1"),
            (fragments, changes) => new(fragments, changes), _output.Reader, _output.Writer);
    }

    private void Write(string template)
    {
        File.WriteAllText(_directory["haproxy.cfg.liquid"], template);
        _renderer.ReadTemplate();
    }

    private string? Render(params string[] services) => Render([], services);

    private string? Render(DateTimeOffset[] changes, params string[] services)
    {
        var store = new ClusterStore();
        store.Apply(new Replaced<Service>([.. services.Select((name, i) => Service(name, $"10.0.0.{i + 1}"))]));
        return _renderer.Render(store.View(new()), Device, changes);
    }

    private HaproxyConfiguration? Published() => _output.Reader.TryRead(out var configuration) ? configuration : null;
}
