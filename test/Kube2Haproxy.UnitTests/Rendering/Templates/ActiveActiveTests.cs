using System.Text.RegularExpressions;
using Kube2Haproxy.TestSupport.Golden;

namespace Kube2Haproxy.UnitTests.Rendering.Templates;

/// <summary>What the example active-active promises.</summary>
public sealed partial class ActiveActiveTests
{
    [Fact]
    public void The_nodes_differ_in_their_priorities_and_in_nothing_else()
    {
        var (one, other) = (Render(priority: 254), Render(priority: 250));

        Priorities(one).ShouldBe(["254", "250"]);
        Priorities(other).ShouldBe(["250", "254"]);
        Priority().Replace(one, "").ShouldBe(Priority().Replace(other, ""));
    }

    [Fact]
    public void Each_address_belongs_to_one_instance_and_neither_has_nearly_all()
    {
        var halves = Render(priority: 254).Split("vrrp_instance services_1");

        var counts = halves.Select(half => Address().Count(half)).ToList();
        counts.Sum().ShouldBe(200);
        counts.Min().ShouldBeGreaterThan(60);
        Address().Matches(string.Concat(halves)).Select(match => match.Value).ShouldBeUnique();
    }

    private static string Render(int priority)
    {
        var addresses = string.Join(", ", Enumerable.Range(1, 200).Select(i => $"10.96.0.{i}"));
        return Rendering.Render(TemplateInput.Parse(
            $"{{template: examples/active-active/keepalived.conf.liquid, priority: {priority}, services: [{{ports: [{{addresses: [{addresses}]}}]}}]}}"));
    }

    private static IEnumerable<string> Priorities(string text) => Priority().Matches(text).Select(match => match.Groups[1].Value);

    [GeneratedRegex(@"priority (\d+)")]
    private static partial Regex Priority();

    [GeneratedRegex(@"10\.96\.0\.\d+/32")]
    private static partial Regex Address();
}
