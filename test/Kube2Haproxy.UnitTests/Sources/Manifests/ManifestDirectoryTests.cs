using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Sources.Manifests;
using Kube2Haproxy.TestSupport;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kube2Haproxy.UnitTests.Sources.Manifests;

public sealed class ManifestDirectoryTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TemporaryDirectory _files = new();
    private readonly ManifestDirectory _directory;

    public ManifestDirectoryTests() => _directory = new ManifestDirectory(_files.Path, NullLogger.Instance);

    [Fact]
    public void Only_manifests_are_read()
    {
        Write("a.yaml", Service("a"));
        Write("b.yml", Service("b"));
        Write("c.json", """{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "c"}}""");
        Write(".hidden.yaml", Service("hidden"));
        Write("a.yaml~", Service("backup"));
        Write("README", "text");

        Names(Scan()).ShouldBe(["a", "b", "c"]);
    }

    [Fact]
    public void A_bad_file_keeps_its_last_good_objects_and_the_others_go_on()
    {
        Write("a.yaml", Service("a"));
        Write("b.yaml", Service("b"));
        Scan();

        Write("a.yaml", "spec: [}");
        Write("b.yaml", Service("b2"));
        var scan = Scan();

        Names(scan).ShouldBe(["a", "b2"]);
        scan.Refused.ShouldHaveSingleItem().Complaint.ShouldStartWith($"{_files["a.yaml"]}:1: it is not YAML");
    }

    [Fact]
    public void A_file_that_was_emptied_keeps_its_objects_and_one_that_was_deleted_does_not()
    {
        Write("a.yaml", Service("a"));
        Write("b.yaml", Service("b"));
        Scan();

        Write("a.yaml", "");
        File.Delete(_files["b.yaml"]);
        var scan = Scan();

        Names(scan).ShouldBe(["a"]);
        scan.Refused.ShouldHaveSingleItem().Complaint.ShouldBe($"{_files["a.yaml"]}: it is empty. Delete the file to remove what it held.");
    }

    [Theory]
    [InlineData("{name: web, namespace: shop}", "0", "shop/web")]
    [InlineData("{name: web}", "nonsense", "default/web")]
    [InlineData("{}", "80", null)]
    public void A_refused_object_is_named_where_it_says_which_it_is(string metadata, string port, string? name)
    {
        Write("a.yaml", $"apiVersion: v1\nkind: Service\nmetadata: {metadata}\nspec: {{clusterIP: 10.0.0.1, ports: [{{port: {port}}}]}}\n");

        var refused = Scan().Refused.ShouldHaveSingleItem();

        refused.Name?.ToString().ShouldBe(name);
        refused.Complaint.ShouldStartWith(_files["a.yaml"] + ":");
    }

    [Theory]
    [InlineData("{addresses: [{type: InternalIP, address: x}]}")]
    [InlineData("nonsense")]
    public void A_refused_node_is_in_no_namespace(string status)
    {
        Write("a.yaml", $"apiVersion: v1\nkind: Node\nmetadata: {{name: n1}}\nstatus: {status}\n");

        Scan().Refused.ShouldHaveSingleItem().Name.ShouldBe(new NamespacedName("", "n1"));
    }

    [Fact]
    public void An_object_of_two_files_is_taken_from_the_first_and_both_places_are_named()
    {
        Write("b.yaml", Service("web", 82));
        Write("a.yaml", Service("web", 81));

        var scan = Scan();

        scan.Entries.ShouldHaveSingleItem().Object.Value.ShouldBeOfType<Service>().Ports[0].Port.ShouldBe(81);
        scan.Refused.ShouldHaveSingleItem().Complaint.ShouldBe(
            $"{_files["b.yaml"]}:1: Service default/web stands in a.yaml:1 too, which is taken; remove one of them.");
    }

    [Fact]
    public void Where_a_service_has_slices_its_endpoints_are_left_out()
    {
        Write("a.yaml", Endpoints("web", "10.1.0.1") + "---\n" + Endpoints("api", "10.1.0.2") + "---\n" + Slice("web", "10.1.0.3"));

        Scan().Entries.Select(entry => $"{entry.Object.Kind} {entry.Object.Name}").ShouldBe(
            ["Endpoints default/api", "EndpointSlice default/web"], ignoreOrder: true);
    }

    [Fact]
    public void Only_differences_are_handed_on()
    {
        Write("a.yaml", Service("same") + "---\n" + Service("changed") + "---\n" + Service("gone"));
        var before = Scan();

        Write("a.yaml", Service("new") + "---\n" + Service("changed", 81) + "---\n# the same\n" + Service("same"));
        File.SetLastWriteTimeUtc(_files["a.yaml"], Now.UtcDateTime.AddMinutes(-1));
        var deltas = ManifestDeltas.Between(before, Scan(), Now);

        deltas.Select(delta => delta switch
        {
            Upserted<Service> one => $"+{one.Current.Name.Name}",
            Deleted<Service> one => $"-{one.Name.Name}",
            _ => delta.ToString(),
        }).ShouldBe(["+new", "+changed", "-gone"]);
        deltas.Select(delta => delta.ChangedAt).ShouldBe([Now.AddMinutes(-1), Now.AddMinutes(-1), Now]);
    }

    [Fact]
    public void Of_a_node_only_what_counts_is_handed_on()
    {
        Write("a.yaml", Node("same") + "---\n" + Node("changed") + "---\n" + Node("gone"));
        var before = Scan();

        Write("a.yaml", Node("new") + "---\n" + Node("changed", "False") + "---\n" + Node("same", heartbeat: 2));
        var deltas = ManifestDeltas.Between(before, Scan(), Now);

        ManifestDeltas.All(before).OfType<Replaced<Node>>().ShouldHaveSingleItem().Objects.Count.ShouldBe(3);
        deltas.Select(delta => delta switch
        {
            Upserted<Node> one => $"+{one.Current.Name} {one.Current.IsReady}",
            Deleted<Node> one => $"-{one.Name}",
            _ => delta.ToString(),
        }).ShouldBe(["+new True", "+changed False", "-gone"]);
    }

    [Fact]
    public void Endpoints_and_a_slice_of_one_name_are_two_objects()
    {
        Write("a.yaml", Slice("web", "10.1.0.1"));
        var before = Scan();
        File.Delete(_files["a.yaml"]);
        Write("b.yaml", Endpoints("web", "10.1.0.2"));
        var store = new ClusterStore();
        foreach (var delta in ManifestDeltas.All(before).Concat(ManifestDeltas.Between(before, Scan(), Now)))
            store.Apply(delta);

        store.Apply(new Replaced<Service>([TestSupport.Cluster.Service("web", ports: new ServicePort("", 80, TransportProtocol.Tcp))]));
        store.View(new()).Services[0].Ports[0].Servers.ShouldHaveSingleItem().Address.ToString().ShouldBe("10.1.0.2");
    }

    [Fact]
    public void A_directory_that_is_swapped_while_it_is_read_is_not_taken_and_forgets_nothing()
    {
        Write("a.yaml", Service("a"));
        _directory.Scan(DirectoryFingerprint.Of(_files.Path)).ShouldNotBeNull();

        Write("a.yaml", Service("b"));
        var half = _directory.Scan("what it was before");
        Write("a.yaml", "spec: [}");

        half.ShouldBeNull();
        Names(Scan()).ShouldBe(["a"]);
    }

    public void Dispose() => _files.Dispose();

    private static string Service(string name, int port = 80) =>
        $"apiVersion: v1\nkind: Service\nmetadata: {{name: {name}}}\nspec: {{clusterIP: 10.96.0.1, ports: [{{port: {port}}}]}}\n";

    private static string Node(string name, string ready = "True", int heartbeat = 1) =>
        $"apiVersion: v1\nkind: Node\nmetadata: {{name: {name}}}\n"
        + $"status: {{conditions: [{{type: Ready, status: \"{ready}\", lastHeartbeatTime: \"{heartbeat}\"}}]}}\n";

    private static string Endpoints(string name, string address) =>
        $"apiVersion: v1\nkind: Endpoints\nmetadata: {{name: {name}}}\nsubsets: [{{addresses: [{{ip: {address}}}], ports: [{{port: 1}}]}}]\n";

    private static string Slice(string name, string address) =>
        $"apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {{name: {name}, labels: {{kubernetes.io/service-name: {name}}}}}\n" +
        $"addressType: IPv4\nports: [{{port: 1}}]\nendpoints: [{{addresses: [{address}]}}]\n";

    private static IEnumerable<string> Names(ManifestScan scan) => scan.Entries.Select(entry => entry.Object.Name.Name);

    private ManifestScan Scan() => _directory.Scan(null).ShouldNotBeNull();

    private void Write(string name, string text) => File.WriteAllText(_files[name], text);
}
