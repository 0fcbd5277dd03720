using Kube2Haproxy.TestSupport.Golden;

namespace Kube2Haproxy.UnitTests.Rendering.Templates;

/// <summary>What works as templates/README.md says.</summary>
public sealed class TemplateValueTests
{
    private static readonly TemplateInput Input = TemplateInput.Parse("""
        device_ips: [192.0.2.11, "2001:db8::11"]
        settings: {color: blue}
        services:
        - key: shop/web
          annotations: {example.com/a: "1"}
          ports: [{name: http, port: 80, backend: shop_web_http, addresses: [10.96.0.10, "2001:db8::10"], servers: [web-1 11 10.244.1.5:8080]}]
        - key: shop/zoned
          annotations: {kube2haproxy.io/maxconn: "7", kube2haproxy.io/mode.web: http, kube2haproxy.io/timeout-client: 90s}
          publish_not_ready_addresses: true
          traffic_distribution: PreferSameZone
          external_traffic_policy: Local
          internal_traffic_policy: Cluster
          ports: [{name: web, port: 81, servers: [web-1 11 10.244.1.5:8080 for-zone=z1 for-zone=z2 for-node=n1]}]
        """);

    [Theory]
    [InlineData("{{ settings.color }}", "blue")]
    [InlineData("{{ settings.size | default: 'large' }}", "large")]
    [InlineData("{% if settings.size %}yes{% else %}no{% endif %}", "no")]
    [InlineData("{% if services[0].annotations['example.com/a'] == '1' %}yes{% endif %}", "yes")]
    [InlineData("{{ services[0].annotations['other'] | default: 'none' }}", "none")]
    [InlineData("{% unless services[0].session_affinity %}no affinity{% endunless %}", "no affinity")]
    [InlineData("{{ services[0].ports[0].servers[0].zone | default: '-' }}", "-")]
    [InlineData("{{ services[0].key }} {{ services.size }} {{ services.first.name }}", "shop/web 2 web")]
    [InlineData("{% if services[0].publish_not_ready_addresses %}yes{% else %}no{% endif %}", "no")]
    [InlineData("{% if services[1].publish_not_ready_addresses %}yes{% else %}no{% endif %}", "yes")]
    [InlineData("{{ services[0].traffic_distribution | default: '-' }} {{ services[1].traffic_distribution }}", "- PreferSameZone")]
    [InlineData("{{ services[1].external_traffic_policy }} {{ services[1].internal_traffic_policy }}", "Local Cluster")]
    [InlineData("{{ services[1].ports[0].servers[0].hint_zones | join: ',' }}", "z1,z2")]
    [InlineData("{% if services[1].ports[0].servers[0].hint_nodes contains 'n1' %}yes{% endif %}", "yes")]
    [InlineData("{% if services[0].ports[0].servers[0].hint_zones == empty %}none{% endif %}", "none")]
    [InlineData("{% if services[1].ports[0].maxconn > 6 %}more{% endif %} {{ services[1].ports[0].mode }}", "more http")]
    [InlineData("{{ services[1].ports[0].timeout_client }} {{ services[0].ports[0].timeout_client | default: 'nil' }}", "90s nil")]
    [InlineData("{{ services[0].addresses | join: ',' }}", "10.96.0.10,2001:db8::10")]
    [InlineData("{{ services[0].ports[0].addresses.last | with_port: 80 }}", "[2001:db8::10]:80")]
    [InlineData("{{ services[0].ports[0].servers[0].address | with_port: 8080 }}", "10.244.1.5:8080")]
    [InlineData("{% assign mine = device_ips | has_ip: '192.0.2.11' %}{{ mine }}", "true")]
    [InlineData("{% assign mine = device_ips | has_ip: '2001:DB8:0::11' %}{{ mine }}", "true")]
    [InlineData("{% assign mine = device_ips | has_ip: '192.0.2.12' %}{{ mine }}", "false")]
    [InlineData("{{ '10.96.0.10' | bucket: 2 }} {{ '10.96.0.11' | bucket: 2 }} {{ '10.96.0.13' | bucket: 2 }} {{ '2001:db8::10' | bucket: 2 }}", "0 1 1 1")]
    [InlineData("{{ '10.96.0.10' | bucket: 255 }} {{ '10.96.0.10' | bucket: 1 }}", "151 0")]
    [InlineData("{% for pair in services[0].annotations %}{{ pair[0] }}={{ pair[1] }}{% endfor %}", "example.com/a=1")]
    [InlineData("{% for i in (1..3) %}{{ i }}{% unless forloop.last %},{% endunless %}{% endfor %}", "1,2,3")]
    [InlineData("{% for i in (1..9) limit: 2 offset: 3 %}{{ i }}{% endfor %}", "45")]
    [InlineData("{% for i in (1..3) reversed %}{{ i }}{% endfor %}", "321")]
    [InlineData("{% for s in services %}x{% else %}none{% endfor %}", "xx")]
    [InlineData("{% case settings.color %}{% when 'red' %}r{% when 'blue' %}b{% endcase %}", "b")]
    [InlineData("{% capture x %}{{ settings.color }}!{% endcapture %}{{ x | upcase }}", "BLUE!")]
    [InlineData("{% if '' %}true{% endif %} {% if 0 %}true{% endif %} {% if device_ips %}true{% endif %} {% unless nil %}not{% endunless %}", "true true true not")]
    [InlineData("{% if false and false or true %}left{% else %}right{% endif %}", "right")]
    [InlineData("{% for i in (1..9) %}{% if i == 2 %}{% continue %}{% endif %}{% if i == 4 %}{% break %}{% endif %}{{ i }}{{ forloop.index0 }} {% endfor %}", "10 32 ")]
    [InlineData("{{ 10 | plus: 5 }} {{ '10' | append: '5' }}", "15 105")]
    public void A_template_gives_this_text(string template, string text) => Rendering.Render(template, Input).ShouldBe(text);
}
