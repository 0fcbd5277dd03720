using Kube2Haproxy.Rendering.Templates;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Golden;

namespace Kube2Haproxy.UnitTests.Rendering.Templates;

public sealed class TemplateErrorTests
{
    private static readonly TemplateInput OneService = TemplateInput.Parse("services: [{ports: [{servers: [web-1 11 10.244.1.5:8080]}]}]");

    [Theory]
    [InlineData("a\nbb {{ devcie }}", "2:7: unknown variable 'devcie'; did you mean 'device'? The variables are device, device_ips, node, services, settings, stats_socket, vips, and what the template assigns.")]
    [InlineData("{{ Device }}", "1:4: unknown variable 'Device'; did you mean 'device'? The variables are")]
    [InlineData("x\n{% if device == 'x' %}\n{% elsif devcie %}\n{% endif %}", "3:10: unknown variable 'devcie'")]
    [InlineData("{% for s in servces %}{% endfor %}", "1:4: unknown variable 'servces'")]
    [InlineData("{% for i in (1..n) %}{% endfor %}", "1:4: unknown variable 'n'; the variables are")]
    [InlineData("{{ now }}", "1:4: unknown variable 'now'")]
    [InlineData("{% include device %}", "1:4: cannot include 'eth0': ")]
    [InlineData("{% for s in services %}\n  {{ s.nmae }}{% endfor %}", "2:6: a service has no member 'nmae'; did you mean 'name'? It has addresses, annotations, external_traffic_policy, ")]
    [InlineData("{{ services[0].ports[0].addreses }}", "1:4: a port has no member 'addreses'; did you mean 'addresses'? It has addresses, backend, balance, check, ")]
    [InlineData("{{ services[0].ports[0].servers[0].ip }}", "1:4: a server has no member 'ip'; did you mean 'id'? It has address, hint_nodes, hint_zones, id, ")]
    [InlineData("{{ node.name }}", "1:4: a node has no member 'name'; it has group, hostname, peers, priority, user.")]
    [InlineData("{{ services.frist }}", "1:4: a list has no member 'frist'; did you mean 'first'? It has first, last, size.")]
    [InlineData("{{ services['x'] }}", "1:4: a list is indexed by a number, not by 'x'.")]
    [InlineData("{{ device.name }}", "1:4: a text has no member 'name'; it has size.")]
    [InlineData("{{ node.priority.high }}", "1:4: a number has no member 'high'.")]
    [InlineData("{% for s in services %}{{ forloop.count }}{% endfor %}", "1:27: forloop has no member 'count'; it has")]
    [InlineData("{{ services | map: 'nmae' | join: ' ' }}", "1:4: a service has no member 'nmae'")]
    [InlineData("a\n {{ vips }}", "2:5: is a list: write it with the filter join, or loop over it with for.")]
    [InlineData("bind {{ settings.address }}:80", "1:9: is absent here: give it a value with the filter default, or write it inside of an if.")]
    [InlineData("{{ services[0].annotations['x'] }}", "1:4: is absent here")]
    [InlineData("{% echo settings.address %}", "1:9: is absent here")]
    [InlineData("{{ services[0].session_affinity }}", "1:4: is absent here")]
    [InlineData("{{ services[0].annotations['x'] == 'a' }}", "1:4: is a comparison: write it inside of an if.")]
    [InlineData("{{ device == 'eth0' }}", "1:4: is a comparison: write it inside of an if.")]
    [InlineData("{{ device and services[0].annotations['x'] }}", "1:4: is a comparison: write it inside of an if.")]
    [InlineData("{{ node == 1 }}", "1:4: is a comparison: write it inside of an if.")]
    [InlineData("{{ node }}", "1:4: is a node: write one of its members, group, hostname, peers, priority, user.")]
    [InlineData("{{ settings }}", "1:4: is a table: write one of its values, or loop over it with for.")]
    [InlineData("{% for x in node %}{% endfor %}", "1:4: a node is neither a text nor a number nor a list")]
    [InlineData("\n{{ 1 | divided_by: 0 }}", "2:4: divides by zero.")]
    [InlineData("{{ device_ips | has_ip: 'x' }}", "1:4: has_ip needs an IP address, not 'x'.")]
    [InlineData("{% if device | has_ip: '10.0.0.1' %}{% endif %}", "1:")]
    [InlineData("{% assign x = device | has_ip: '10.0.0.1' %}", "1:15: has_ip looks into a list of addresses")]
    [InlineData("{{ device | with_port }}", "1:4: with_port needs a port")]
    [InlineData("{{ services | bucket: 2 }}", "1:4: bucket takes a text, such as an address, as in: vip | bucket: 2.")]
    [InlineData("{{ services[0].annotations['x'] | bucket: 2 }}", "1:4: bucket takes a text")]
    [InlineData("{{ device | bucket }}", "1:4: bucket needs the number of buckets, a whole number from 1 to 255, as in: vip | bucket: 2.")]
    [InlineData("{{ device | bucket: 0 }}", "1:4: bucket needs the number of buckets")]
    [InlineData("{{ device | bucket: 1.5 }}", "1:4: bucket needs the number of buckets")]
    [InlineData("{{ device | bucket: '2' }}", "1:4: bucket needs the number of buckets")]
    [InlineData("{% for i in (1..2000000) %}{% endfor %}", "1:4: the range has more than 1,000,000 numbers.")]
    [InlineData("{% for i in (1..1000000) %}{% for j in (1..1000000) %}{% endfor %}{% endfor %}", "1:31: more than 20,000,000 steps were taken.")]
    public void What_cannot_be_rendered_is_refused_with_its_place(string template, string error) =>
        Refusal(template).ShouldContain("test.liquid:" + error);

    [Theory]
    [InlineData("a\n  {{ device | upcas }}", "2:6: unknown filter 'upcas'; did you mean 'upcase'? The filters are abs, append, ")]
    [InlineData("{% if false %}{{ device | upcas | append: 'x' }}{% endif %}", "1:18: unknown filter 'upcas'")]
    [InlineData("{{ 'now' | date: '%Y' }}", "1:4: unknown filter 'date'")]
    [InlineData("{{ 'Cg==' | base64_decode }}", "1:4: unknown filter 'base64_decode'")]
    [InlineData("a\n {% fro x in y %}", "2:8: unknown tag 'fro'; the tags are")]
    [InlineData("{% if device %}\n {% fro x in y %}{% endif %}", "2:2: unknown tag 'fro'; the tags are")]
    [InlineData("{% unles device %}{% endunless %}", "1:9: unknown tag 'unles'; did you mean 'unless'? The tags are")]
    [InlineData("{% render 'x' %}", "1:10: unknown tag 'render'")]
    [InlineData("a\n{% if device %}\n", "2:17: '{% endif %}' was expected.")]
    [InlineData("{{ device ", "1:10: End of tag '}}' was expected.")]
    [InlineData("a{% endif %}", "1:10: ")]
    [InlineData("{% include 'x' with device %}", "1:4: include takes values as NAME: VALUE; 'with' and 'for' are not supported.")]
    public void What_cannot_be_parsed_is_refused_with_its_place(string template, string error) =>
        Refusal(template).ShouldContain("test.liquid:" + error);

    [Fact]
    public void A_template_that_does_not_exist_is_named_with_the_setting_and_the_remedy()
    {
        var files = TemplateFiles.Of(new HaproxyTemplateOptions { TemplateFile = "/nonexistent/haproxy.liquid" });

        Should.Throw<TemplateException>(() => Template.Load(files)).Message.ShouldBe(
            "Haproxy:TemplateFile (/nonexistent/haproxy.liquid) does not exist. Create it, or leave the setting out to use the built-in template.");
    }

    [Fact]
    public void A_template_that_is_a_directory_is_named()
    {
        using var directory = new TemporaryDirectory();
        var files = TemplateFiles.Of(new KeepalivedTemplateOptions { TemplateFile = directory.Path });

        Should.Throw<TemplateException>(() => Template.Load(files)).Message.ShouldBe(
            $"Keepalived:TemplateFile ({directory.Path}): {directory.Path} is a directory. Name a file.");
    }

    [Fact]
    public void A_template_that_is_not_UTF_8_is_named()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.Write("x.liquid", "");
        File.WriteAllBytes(path, [0xE4, 0x0A]);

        Should.Throw<TemplateException>(() => Template.Load(TemplateFiles.Of(new HaproxyTemplateOptions { TemplateFile = path })))
            .Message.ShouldEndWith("is not UTF-8. Save it in that encoding.");
    }

    [Fact]
    public void The_device_is_missed_only_where_it_is_used()
    {
        using var directory = new TemporaryDirectory();
        var without = directory.Write("without.liquid", "{{ node.hostname }}");
        var with = directory.Write("with.liquid", "{{ device }}");

        Rendering.Render(new(), keepalived: false, without, device: null).ShouldBe("node1");
        Should.Throw<TemplateException>(() => Rendering.Render(new(), keepalived: false, with, device: null)).Message.ShouldBe(
            $"{with}:1:4: no default route names a network device. Set Keepalived:Device to the one that carries the service addresses.");
    }

    private static string Refusal(string template) =>
        Should.Throw<TemplateException>(() => Rendering.Render(template, OneService)).Message;
}
