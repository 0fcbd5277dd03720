using System.Net;
using System.Text.RegularExpressions;
using Fluid;
using Fluid.Values;
using Kube2Haproxy.Rendering.Node;
using Kube2Haproxy.Rendering.Templates;
using Kube2Haproxy.Rendering.Templates.Model;
using Kube2Haproxy.TestSupport.Golden;

namespace Kube2Haproxy.UnitTests.Rendering.Templates;

/// <summary>templates/README.md tells of each variable and member its type, when it is absent, and an example: all of it is true.</summary>
public sealed partial class TemplateReferenceTests
{
    private const string Data = "## The data";

    private static readonly TemplateContext Context = new();

    /// <summary>Also those that a table does not name.</summary>
    public static IEnumerable<TheoryDataRow<string, string>> Members =>
    [
        .. ReferenceRow.Below(Data).Select(row => new TheoryDataRow<string, string>(Data, row.Name)),
        .. ServiceValue.Names.Select(name => new TheoryDataRow<string, string>("A service:", name)),
        .. PortValue.Names.Select(name => new TheoryDataRow<string, string>("A port:", name)),
        .. ServerValue.Names.Select(name => new TheoryDataRow<string, string>("A server:", name)),
    ];

    [Fact]
    public void The_variables_are_those_that_the_table_names() =>
        ReferenceRow.Below(Data).Select(row => row.Name.Split('.')[0]).Distinct()
            .ShouldBe(Variables(DocumentedCluster.Full).Keys, ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Members))]
    public void Its_example_gives_what_is_shown(string table, string member)
    {
        const string things = "{% assign service = services[0] %}{% assign port = service.ports[0] %}{% assign server = port.servers[0] %}";
        var row = Row(table, member);
        var example = Example().Match(row.Example);
        example.Success.ShouldBeTrue($"{row.Example} must be `EXPRESSION` → `TEXT`.");
        var expression = example.Groups["expression"].Value.Replace("\\|", "|", StringComparison.Ordinal);
        expression.ShouldMatch($@"^(service\.|port\.|server\.)?{Regex.Escape(member)}\b");

        var text = Rendering.Render(things + "{{ " + expression + " }}", DocumentedCluster.Full, row.IsKeepalived);

        text.ShouldBe(example.Groups["text"].Value);
    }

    [Theory]
    [MemberData(nameof(Members))]
    public async Task It_is_of_the_type_that_is_told(string table, string member)
    {
        var value = await ValueAsync(DocumentedCluster.Full, table, member);

        Row(table, member).Type.Split(' ')[0].ShouldBe(value.Type switch
        {
            FluidValues.String => "text",
            FluidValues.Number => "number",
            FluidValues.Boolean => "boolean",
            FluidValues.Array => "list",
            FluidValues.Dictionary => "table",
            var other => other.ToString(),
        });
    }

    [Theory]
    [MemberData(nameof(Members))]
    public async Task Where_it_is_absent_it_is_as_told(string table, string member)
    {
        var value = await ValueAsync(member is "services" or "vips" ? new() : DocumentedCluster.Bare, table, member);

        Row(table, member).Absent.ShouldBe(value switch
        {
            NilValue => "nil",
            StringValue when value.ToStringValue().Length == 0 => "empty text",
            ArrayValue when !value.Enumerate(Context).Any() => "empty list",
            TextTable when !value.Enumerate(Context).Any() => "empty table",
            _ => "never",
        });
    }

    private static ReferenceRow Row(string table, string member) => ReferenceRow.Below(table).Single(row => row.Name == member);

    /// <summary>Of a variable, or of the first thing of the kind.</summary>
    private static async Task<FluidValue> ValueAsync(TemplateInput input, string table, string member)
    {
        var variables = Variables(input);
        if (table == Data)
        {
            var path = member.Split('.');
            var variable = variables[path[0]].Value();
            return path.Length == 1 ? variable : await variable.GetValueAsync(path[1], Context);
        }

        var services = variables["services"].Value();
        return await (table switch
        {
            "A service:" => await ItemsAsync(services).FirstAsync(),
            "A port:" => await ItemsAsync(services, "ports").FirstAsync(),
            _ => await ItemsAsync(services, "ports", "servers").FirstAsync(),
        }).GetValueAsync(member, Context);
    }

    /// <summary>The items of a list, or of the lists that they have, in order.</summary>
    private static async IAsyncEnumerable<FluidValue> ItemsAsync(FluidValue list, params string[] below)
    {
        foreach (var item in list.Enumerate(Context))
        {
            if (below is not [var member, .. var rest])
            {
                yield return item;
                continue;
            }

            await foreach (var inner in ItemsAsync(await item.GetValueAsync(member, Context), rest))
                yield return inner;
        }
    }

    /// <summary>Of both templates.</summary>
    private static Dictionary<string, RootVariable> Variables(TemplateInput input)
    {
        var haproxy = new HaproxyTemplateOptions { Settings = input.Settings };
        var keepalived = new KeepalivedTemplateOptions { Settings = input.Settings, Peers = input.Peers, RoutedNetworks = input.RoutedNetworks };
        var device = new NodeDevice("eth0", [.. input.DeviceIps.Select(IPAddress.Parse)]);
        return TemplateData.For(haproxy, keepalived, device, new("node1")).Variables(input.View())
            .Concat(TemplateData.For(keepalived, "/run/haproxy/admin.sock", device, new("node1")).Variables(input.View()))
            .DistinctBy(variable => variable.Name)
            .ToDictionary(variable => variable.Name);
    }

    [GeneratedRegex("^`(?<expression>.+)` → `(?<text>.+)`$")]
    private static partial Regex Example();
}
