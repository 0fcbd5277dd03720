using System.Globalization;
using System.Net;
using Fluid;
using Fluid.Values;
using Kube2Haproxy.Core.Annotations;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Rendering.Node;
using Kube2Haproxy.Rendering.Templates;
using Kube2Haproxy.Rendering.Templates.Model;
using Kube2Haproxy.TestSupport;
using static Kube2Haproxy.TestSupport.Cluster;

namespace Kube2Haproxy.UnitTests.Rendering.Templates;

/// <summary>Every text of the model is hostile, also one that somebody adds: no member of what a template sees may hand it on.</summary>
public sealed class HostileValuesTests
{
    private const string Forbidden = "\"'\\#$%{}()[];!`|<>~^";

    private static readonly TemplateContext Context = new();

    public static IEnumerable<TheoryDataRow<int>> Texts => HostileText.All.Select((_, i) => new TheoryDataRow<int>(i));

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task No_member_of_any_value_can_add_a_line_or_a_word(int index)
    {
        var text = HostileText.All[index];
        var found = new List<(string Path, FluidValue Value)>();

        var data = TemplateData.For(new HaproxyTemplateOptions(), new(), new NodeDevice("eth0", []), new("node1"));
        foreach (var variable in data.Variables(View(text)))
            await WalkAsync(variable.Name, variable.Value(), found);

        found.ShouldContain(one => one.Path == "services[0].ports[0].servers[0].hint_nodes[0]", "The walk gets to the end.");
        foreach (var (path, value) in found)
        {
            var harmless = value.ToStringValue();
            harmless.ShouldNotContain(one => IsHarmful(one), path);
            if (!IsAnnotation(path))
                harmless.ShouldNotContain(' ', path);
        }
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void No_annotation_of_kube2haproxy_takes_a_hostile_text(int index)
    {
        var text = HostileText.All[index];
        string[] right = ["true", "http", "source", "v1", "/x", "5s", "1", ""];

        var read = AnnotationTable.All.SelectMany(annotation => right
            .SelectMany(value => new[] { value + text, text + value, value.Insert(value.Length / 2, text) })
            .Select(value => Service("web").Annotated("check=http", $"{annotation.Name}.http={value}").Settings.Of("http")[annotation]));

        // What is harmless can stand in a path, and "-f" in none of the others.
        foreach (var taken in read.OfType<string>())
            taken.ShouldNotContain(one => IsHarmful(one) || one == ' ');
    }

    /// <summary>A ready endpoint of a Service whose every text is this one, in whatever property it stands.</summary>
    private static ClusterView View(string text)
    {
        var server = Filled(new Server("", 1, IPAddress.Loopback, 80, true, true, false, 1, null, null), text);
        var port = Filled(new ExposedPort("", 80, [IPAddress.Loopback], "", [server]), text);
        var service = Filled(Service("web"), text);
        return new([new ExposedService(service, [IPAddress.Loopback], [port])], [IPAddress.Loopback], []);
    }

    private static T Filled<T>(T record, string text)
        where T : class
    {
        foreach (var property in typeof(T).GetProperties().Where(property => property.CanWrite))
        {
            object? hostile = property.PropertyType switch
            {
                var type when type == typeof(string) => text,
                var type when type == typeof(IReadOnlyList<string>) => new[] { text, "a", text },
                var type when type == typeof(IReadOnlyDictionary<string, string>) =>
                    new Dictionary<string, string> { [text] = text, ["a"] = text },
                var type when type == typeof(NamespacedName) => new NamespacedName(text, text),
                _ => null,
            };
            if (hostile is not null)
                property.SetValue(record, hostile);
        }

        return record;
    }

    private static async Task WalkAsync(string path, FluidValue value, List<(string Path, FluidValue Value)> found)
    {
        switch (value)
        {
            case ModelValue model:
                foreach (var member in model.Members)
                    await WalkAsync($"{path}.{member}", await model.GetValueAsync(member, Context), found);

                break;
            case ArrayValue or TextTable:
                foreach (var (i, item) in value.Enumerate(Context).Index())
                    await WalkAsync($"{path}[{i}]", item, found);

                break;
            default:
                value.Type.ShouldBeOneOf(
                    [FluidValues.String, FluidValues.Number, FluidValues.Boolean, FluidValues.Nil],
                    $"This test does not look into {path}.");
                found.Add((path, value));
                break;
        }
    }

    private static bool IsHarmful(char one) =>
        char.IsControl(one) || char.IsSurrogate(one) || (char.IsWhiteSpace(one) && one != ' ') || Forbidden.Contains(one)
        || char.GetUnicodeCategory(one) is UnicodeCategory.Format or UnicodeCategory.NonSpacingMark;

    /// <summary>The second of each pair is the value, which alone may hold spaces.</summary>
    private static bool IsAnnotation(string path) =>
        path.Contains(".annotations[", StringComparison.Ordinal) && path.EndsWith("[1]", StringComparison.Ordinal);
}
