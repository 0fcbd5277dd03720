using System.Net;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Rendering.Node;
using Kube2Haproxy.Rendering.Templates;
using Kube2Haproxy.TestSupport;
using static Kube2Haproxy.TestSupport.Cluster;

namespace Kube2Haproxy.UnitTests.Rendering.Templates;

/// <summary>Many Services are rendered on all cores. What comes out is what each of them gives alone.</summary>
public sealed class ManyServicesTests : IDisposable
{
    private const int Count = 300;

    // A race is lost now and then only. Each time the template is new: what is lazy is so once.
    private const int Times = 5;

    private readonly TemporaryDirectory _directory = new();
    private readonly ClusterStore _store = Store();
    private readonly ClusterView _view;

    public ManyServicesTests() => _view = _store.View(new());

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("{{ service.key }} {{ service.labels.n }} {{ service.addresses | join: ',' }} {{ device }} {{ device_ips | join: ',' }} {{ settings.a }}")]
    [InlineData("{% for port in service.ports %}{% for server in port.servers %}{{ server.name }} {{ server.address | with_port: server.port }} {{ server.id }} {{ forloop.index }}\n{% endfor %}{% endfor %}")]
    [InlineData("{{ 'a-b-c' | replace: '-', service.labels.n }} {{ service.name | slice: 1, 2 | append: service.labels.n }} {{ service.key | truncate: 9, service.labels.n }}")]
    [InlineData("{% cycle 'x', 'y' %}{% cycle 'x', 'y' %}{% ifchanged %}{{ service.labels.n }}{% endifchanged %}{% capture c %}{{ service.name }}{% endcapture %}{{ c }}")]
    [InlineData("{% assign a = service.labels.n %}{% for i in (1..9) %}{% assign a = a | append: i %}{% if i == 7 %}{% break %}{% endif %}{% endfor %}{{ a }}")]
    [InlineData("{% case service.labels.n %}{% when '1', '2' %}low{% else %}high{% endcase %}{% unless service.labels.n == '3' %}   {%- raw %} {{ {% endraw %}{% endunless %}")]
    [InlineData("{{ service.labels.n | minus: 5 | times: 100 | divided_by: service.labels.n }}{% if service.labels.n == '4' %}\n{{ service.nmae }}{% endif %}")]
    public void Each_of_many_gives_what_it_gives_alone(string body) => EachGivesWhatItGivesAlone(body);

    [Fact]
    public void A_file_that_is_first_included_by_one_of_many_is_the_same_for_all()
    {
        _directory.Write("0.liquid", "{% include 'part', x: 1 %}");
        _directory.Write("1.liquid", "{% include 'part', x: service.name %}{% include '0' %}");
        _directory.Write("part.liquid", "<{{ x }}{{ service.labels.n | append: '-' | append: service.name }}>");

        EachGivesWhatItGivesAlone("{% assign half = service.labels.n | modulo: 2 %}{% include half %}");
    }

    [Fact]
    public void A_fault_in_a_file_that_is_first_included_by_one_of_many_is_that_of_each_that_includes_it()
    {
        _directory.Write("0.liquid", "fine");
        _directory.Write("1.liquid", "{% if false %}{% include '2' %}{% endif %}");
        _directory.Write("2.liquid", "{% if false %}{% include '1' %}{% include 'broken' %}{% endif %}");
        _directory.Write("3.liquid", "{% if false %}{% include 'nowhere' %}{% endif %}");
        _directory.Write("broken.liquid", "\n{% fro x in y %}");

        EachGivesWhatItGivesAlone("{% include service.labels.n %}");
    }

    [Fact]
    public void When_many_change_the_others_keep_their_fragments()
    {
        var template = Load("{{ service.name }} {{ service.ports[0].servers.size }}");
        var before = template.Render(_view, Data());
        for (var i = 0; i < Count; i += 2)
            _store.Apply(new Deleted<ServiceEndpoints>(new("default", $"s{i}-1"), null));

        var after = template.Render(_store.View(new()), Data());

        after.Select(fragment => fragment.Text).ShouldBe(
            before.Select(fragment => IsOdd(fragment) ? fragment.Text : $"{fragment.Service?.Name} 0"));
        after.Where(IsOdd).ShouldBe(before.Where(IsOdd), ReferenceEqualityComparer.Instance);

        static bool IsOdd(Fragment fragment) => fragment.Service?.Name[^1] is '1' or '3' or '5' or '7' or '9';
    }

    private void EachGivesWhatItGivesAlone(string body)
    {
        var alone = _view.Services.SelectMany(service => Load(body).Render(_view with { Services = [service] }, Data())).ToList();

        for (var i = 0; i < Times; i++)
            Load(body).Render(_view, Data()).ShouldBe(alone);
    }

    private Template Load(string body) => Template.Load(TemplateFiles.Of(new HaproxyTemplateOptions
    {
        TemplateFile = _directory.Write("main.liquid", $"{{% services %}}{body}{{% endservices %}}"),
    }));

    private static TemplateData Data() => TemplateData.For(
        new HaproxyTemplateOptions { Settings = { ["a"] = "1" } },
        new KeepalivedTemplateOptions(),
        new NodeDevice("eth0", [IPAddress.Parse("10.0.0.1"), IPAddress.Parse("10.0.0.2")]),
        new("node1"));

    /// <summary>The label <c>n</c> is the last digit of the Service's name, and the number of its servers.</summary>
    private static ClusterStore Store()
    {
        var store = new ClusterStore();
        store.Apply(new Replaced<Service>([.. Enumerable.Range(0, Count).Select(i =>
            Service($"s{i}", $"10.0.{i / 250}.{i % 250}") with { Labels = new Dictionary<string, string> { ["n"] = $"{i % 10}" } })]));
        store.Apply(new Replaced<ServiceEndpoints>([.. Enumerable.Range(0, Count).Select(i =>
            EndpointsOf($"s{i}", [.. Enumerable.Range(0, i % 10).Select(j => $"s{i}-{j}@10.1.{i / 250}.{i % 250}:{8000 + j}")]))]));
        return store;
    }
}
