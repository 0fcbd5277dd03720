using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Sources.Manifests;

namespace Kube2Haproxy.UnitTests.Sources.Manifests;

public sealed class ManifestReaderTests
{
    private const string Web = """
        apiVersion: v1
        kind: Service
        metadata:
          name: web
        spec:
          clusterIP: 10.96.0.1
          ports:
            - port: 80
        """;

    [Fact]
    public void Documents_and_lists_give_their_objects_in_order()
    {
        var objects = Read($$$"""
            {{{Web}}}
            ---
            apiVersion: v1
            kind: List
            items:
              - apiVersion: discovery.k8s.io/v1
                kind: EndpointSlice
                metadata: {name: web-1, namespace: shop, labels: {kubernetes.io/service-name: web}}
                addressType: IPv4
                ports: [{port: 8080}]
                endpoints: [{addresses: [10.1.0.1]}]
              - {apiVersion: v1, kind: Endpoints, metadata: {name: api}, subsets: [{addresses: [{ip: 10.1.0.2}], ports: [{port: 1}]}]}
            ---
            """);

        objects.Select(one => $"{one.Kind} {one.Name}:{one.Line}").ShouldBe(
            ["Service default/web:1", "EndpointSlice shop/web-1:13", "Endpoints default/api:19"]);
        objects[1].Endpoints!.Endpoints.ShouldHaveSingleItem().Ready.ShouldBeTrue();
    }

    [Fact]
    public void Json_is_read_as_well() =>
        Read("""{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}, "spec": {"clusterIP": "10.96.0.1", "ports": [{"port": 80}]}}""")
            .ShouldHaveSingleItem().Value.ShouldBeOfType<Service>().Ports.ShouldHaveSingleItem().Port.ShouldBe(80);

    [Fact]
    public void Typed_lists_need_no_kind_on_their_items() =>
        Read("{apiVersion: v1, kind: ServiceList, items: [{metadata: {name: web}, spec: {ports: [{port: 80}]}}]}")
            .ShouldHaveSingleItem().Kind.ShouldBe("Service");

    [Theory]
    [InlineData("{apiVersion: v1, kind: Node, metadata: {name: n1}, status: {addresses: [{type: InternalIP, address: 192.0.2.1}]}}")]
    [InlineData(
        "{apiVersion: v1, kind: NodeList, items: [{metadata: {name: n1}, status: {addresses: [{address: 192.0.2.1, type: InternalIP}]}}]}")]
    public void Nodes_are_read_too(string manifest)
    {
        var one = Read(manifest).ShouldHaveSingleItem();

        one.Name.ToString().ShouldBe("n1");
        one.Value.ShouldBeOfType<Node>().Addresses.ShouldHaveSingleItem().ToString().ShouldBe("192.0.2.1");
    }

    [Fact]
    public void Other_kinds_are_passed_over_and_said()
    {
        var passedOver = new List<string>();

        ManifestReader.Read($"apiVersion: v1\nkind: ConfigMap\n---\n{Web}", passedOver.Add).Count.ShouldBe(1);

        passedOver.ShouldBe(["ConfigMap"]);
    }

    [Theory]
    [InlineData("\"5\"", "5")]
    [InlineData("'true'", "true")]
    [InlineData("yes", "yes")]
    [InlineData("1.2.3", "1.2.3")]
    [InlineData("|\n      two\n      lines", "two\nlines\n")]
    public void Texts_stay_texts(string yaml, string value) =>
        Read(Web.Replace("name: web", $"name: web\n  annotations:\n    a: {yaml}", StringComparison.Ordinal))[0]
            .Value.ShouldBeOfType<Service>().Annotations["a"].ShouldBe(value);

    [Theory]
    [InlineData("apiVersion: v1\nkind: Service\nspec: [}\n", 3, "it is not YAML: ")]
    [InlineData("- a\n- b", 1, "it is no object; a manifest has apiVersion, kind and metadata.")]
    [InlineData("\napiVersion: v1\nmetadata: {}", 2, "kind is missing; it says what the object is.")]
    [InlineData("apiVersion: discovery.k8s.io/v1beta1\nkind: EndpointSlice", 1, "apiVersion of the EndpointSlice is \"discovery.k8s.io/v1beta1\"; it must be discovery.k8s.io/v1.")]
    [InlineData("apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  annotations:\n    weight: 5", 6, "metadata.annotations.weight is 5, which is not of the type that it must have; a text that looks like a number stands in quotes.")]
    [InlineData("apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  ports:\n    - port: http", 6, "spec.ports[0].port is http, which is not of the type")]
    [InlineData("---\napiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 99999}]}", 2, "Service web: spec.ports[0].port is \"99999\"; it must lie between 1 and 65535.")]
    [InlineData("apiVersion: v1\nkind: Service\nmetadata: {name: Web_1}", 1, "Service Web_1: metadata.name is \"Web_1\"; ")]
    [InlineData("apiVersion: v1\nkind: Service\nmetadata: {name: \"a\\e[2J\"}", 1, "Service a\\u001b[2J: metadata.name is \"a\\u001b[2J\"; ")]
    [InlineData("apiVersion: v1\nkind: Service\nkind: Service", 3, "it is not YAML: Duplicate key kind.")]
    [InlineData("", 0, "it is empty. Delete the file to remove what it held.")]
    [InlineData("# nothing\n", 0, "it is empty. Delete the file to remove what it held.")]
    public void A_bad_file_is_refused_with_its_line(string text, long line, string problem)
    {
        var refusal = Should.Throw<ManifestException>(() => Read(text));

        refusal.Message.ShouldStartWith(problem);
        refusal.Line.ShouldBe(line);
    }

    [Fact]
    public void An_anchor_that_grows_without_bound_is_refused()
    {
        var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + string.Concat(Enumerable.Range(1, 9).Select(
            i => $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n"));

        Should.Throw<ManifestException>(() => Read($"apiVersion: v1\nkind: Service\n{bomb}")).Message.ShouldContain("too many levels or aliases");
    }

    private static IReadOnlyList<ManifestObject> Read(string text) => ManifestReader.Read(text, _ => { });
}
