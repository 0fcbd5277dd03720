using System.Net;
using FsCheck.Xunit;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Rendering.Node;
using Kube2Haproxy.Rendering.Templates;
using Kube2Haproxy.TestSupport;
using static Kube2Haproxy.TestSupport.Cluster;

namespace Kube2Haproxy.UnitTests.Rendering.Templates;

/// <summary>After any sequence of changes a template that has rendered all of them gives what a new one gives for the last.</summary>
public sealed class IncrementalRenderingLawTests : IDisposable
{
    private const string Everything = """
        {{ vips.size }} {{ device }} {% for ip in device_ips %}{{ ip }} {% endfor %}{{ settings.a | default: '-' }}
        {% services %}{{ service.key }}{% cycle ' x', ' y' %}{% for port in service.ports %} {{ port.backend }} {{ port.mode | default: '-' }}
        {% for server in port.servers %}{{ server.name }} {{ server.id }} {{ server.weight }},{% endfor %}{% endfor %}
        {% if service.labels.v == '3' %}{{ service.labels.none }}{% endif %}{% for ip in device_ips %}{{ ip }}{% endfor %}{% endservices %}
        {% if services.size > 2 %}many {% services %}{{ service.name }}{% include 'part', n: 1 %};{% endservices %}{% endif %}
        {% if settings.a %}{% include settings.a %}{% endif %}
        """;

    private readonly TemporaryDirectory _directory = new();

    public IncrementalRenderingLawTests() => _directory.Write("part.liquid", "<{{ n }}{{ service.addresses | join: ',' }}>");

    public void Dispose() => _directory.Dispose();

    [Property(MaxTest = 300)]
    public void What_is_kept_and_what_is_rendered_anew_are_the_same_bytes((byte What, byte Which, byte How)[] steps, bool builtIn)
    {
        var haproxy = new HaproxyTemplateOptions { TemplateFile = builtIn ? "" : _directory.Write("main.liquid", Everything) };
        var (keepalived, store) = (new KeepalivedTemplateOptions(), new ClusterStore());
        store.Apply(new Replaced<Service>([]));
        store.Apply(new Replaced<ServiceEndpoints>([]));
        var device = new NodeDevice("eth0", []);
        var (kept, keptOther) = (Template.Load(TemplateFiles.Of(haproxy)), Template.Load(TemplateFiles.Of(keepalived)));
        foreach (var (what, which, how) in steps)
        {
            device = Change(store, device, what, which, how);
            var view = store.View(new());

            Rendered(kept, TemplateData.For(haproxy, keepalived, device, new("node1")))
                .ShouldBe(Rendered(Template.Load(TemplateFiles.Of(haproxy)), TemplateData.For(haproxy, keepalived, device, new("node1"))));
            Rendered(keptOther, TemplateData.For(keepalived, "/run/haproxy/admin.sock", device, new("node1")))
                .ShouldBe(Rendered(Template.Load(TemplateFiles.Of(keepalived)), TemplateData.For(keepalived, "/run/haproxy/admin.sock", device, new("node1"))));

            string[] Rendered(Template template, TemplateData data) =>
                [.. template.Render(view, data).Select(fragment => $"{fragment.Service}={fragment.Text}{fragment.Fault}")];
        }
    }

    private static NodeDevice Change(ClusterStore store, NodeDevice device, byte what, byte which, byte how)
    {
        var (name, other) = ($"s{which % 4}", $"10.1.0.{how % 5}:80");
        switch (what % 6)
        {
            case 0:
                store.Apply(new Deleted<Service>(new("default", name), null));
                break;
            case 1:
                store.Apply(new Upserted<ServiceEndpoints>(EndpointsOf(name, $"{name}-a@{other}", "10.1.0.9:80"), null));
                break;
            case 2:
                store.Apply(new Deleted<ServiceEndpoints>(new("default", name + "-1"), null));
                break;
            case 3:
                return new NodeDevice(how % 3 == 0 ? "eth1" : "eth0", how % 2 == 0 ? [] : [IPAddress.Parse("10.0.0.1")]);
            default:
                var service = Service(name, $"10.0.0.{how % 3}", age: how % 4).Annotated(how % 2 == 0 ? "mode=http" : "balance=random");
                store.Apply(new Upserted<Service>(service with { Labels = new Dictionary<string, string> { ["v"] = $"{how % 4}" } }, null));
                break;
        }

        return device;
    }
}
