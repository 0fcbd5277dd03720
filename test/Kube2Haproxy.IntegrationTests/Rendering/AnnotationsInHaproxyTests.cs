using System.Globalization;
using System.Net;
using CliWrap;
using CliWrap.Buffered;
using Kube2Haproxy.Core.Annotations;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Rendering.Node;
using Kube2Haproxy.Rendering.Templates;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Daemons;
using static Kube2Haproxy.TestSupport.Cluster;

namespace Kube2Haproxy.IntegrationTests.Rendering;

/// <summary>Whatever combination of annotations is accepted, HAProxy takes what the built-in template makes of it without a warning.</summary>
public sealed class AnnotationsInHaproxyTests
{
    /// <summary>Right values of each annotation, with both ends of a range.</summary>
    private static readonly Dictionary<string, string[]> Values = new()
    {
        ["expose"] = ["true"],
        ["mode"] = ["tcp", "http"],
        ["balance"] = ["roundrobin", "leastconn", "random", "source", "first"],
        ["proxy-protocol"] = ["v1", "v2"],
        ["check"] = ["none", "tcp", "http"],
        ["check-path"] = ["/", "/healthz/ready?full=1&a=b,c:d@e+f~_-.", "/" + new string('x', 254)],
        ["check-interval"] = ["500ms", "1h", "1.001s"],
        ["timeout-connect"] = ["1ms", "576h"],
        ["timeout-client"] = ["1ms", "576h"],
        ["timeout-server"] = ["1ms", "576h"],
        ["timeout-tunnel"] = ["1ms", "576h"],
        ["timeout-queue"] = ["1ms", "576h"],
        ["maxconn"] = ["1", "1000000"],
        ["server-maxconn"] = ["1", "1000000"],
    };

    private static readonly (string Name, string Value)[] Single =
        [.. Values.SelectMany(annotation => annotation.Value.Select(value => (annotation.Key, value)))];

    [Fact]
    public void Every_annotation_is_tried() =>
        Values.Keys.ShouldBe(AnnotationTable.All.Select(annotation => annotation.Name), ignoreOrder: true);

    [Theory]
    [EachHaproxy(null, BackendKind.Pod)]
    [EachHaproxy("check inter 2s", BackendKind.Pod)]
    [EachHaproxy("send-proxy check", BackendKind.Pod)]
    [EachHaproxy("check inter 2s send-proxy-v2 maxconn 50", BackendKind.Pod)]
    [EachHaproxy(null, BackendKind.NodePort)]
    [EachHaproxy("check inter 1s fall 2 port 10256 send-proxy", BackendKind.NodePort)]
    public async Task HAProxy_takes_every_value_alone_every_pair_and_many_larger_combinations(
        HaproxyVersion version, string? serverOptions, BackendKind backends)
    {
        var random = new Random(20_000);
        List<(string Name, string Value)[]> combinations =
        [
            [],
            .. Single.Select(one => new[] { one }),
            .. Single.SelectMany(one => Single
                .Where(other => string.CompareOrdinal(one.Name, other.Name) < 0)
                .Select(other => new[] { one, other })),
            .. Enumerable.Range(0, 500).Select(_ => Values.Where(_ => random.Next(3) > 0)
                .Select(annotation => (annotation.Key, annotation.Value[random.Next(annotation.Value.Length)])).ToArray()),
        ];
        Service[] services = [.. combinations.Select((annotations, i) => Combined(i, annotations))];

        // What is ignored in a combination lacks what it needs, and is wrong in no other way.
        services.SelectMany(service => service.Settings.Ignored)
            .ShouldAllBe(ignored => ignored.Explanation.StartsWith("It has no effect without"));
        var text = Render(services, serverOptions, backends: backends);
        text.Split("\nfrontend ").Length.ShouldBe(combinations.Count + 1);
        using var directory = new TemporaryDirectory();
        var (code, output) = await TestAsync(version, directory.Write("haproxy.cfg", text));

        output.Replace("Configuration file is valid\n", "", StringComparison.Ordinal).ShouldBeEmpty();
        code.ShouldBe(0);
    }

    [Theory, EachHaproxy]
    public async Task A_server_can_be_added_at_runtime_whatever_the_annotations_say(HaproxyVersion version)
    {
        Service[] services =
        [
            .. Values["balance"].Select((balance, i) =>
                Combined(i, ("balance", balance), ("mode", i % 2 == 0 ? "http" : "tcp"), ("check", "none"))),
            Combined(
                100, ("check", "http"), ("check-path", "/x"), ("check-interval", "5s"), ("proxy-protocol", "v1"), ("server-maxconn", "5")),
            Combined(101, ("check", "tcp"), ("proxy-protocol", "v2")),
        ];
        using var directory = new TemporaryDirectory();
        var socket = RealHaproxy.StatsSocketIn(directory.Path);
        var text = Render(services, "check inter 2s send-proxy-v2", socket);

        // Everything but the frontends, whose addresses are not this machine's.
        var parts = text.Split("\n\n").Where(part => !part.Contains("\nfrontend ", StringComparison.Ordinal));
        directory.Write("haproxy.cfg", string.Join("\n\n", parts));
        await using var haproxy = await RealHaproxy.StartAsync(directory.Path, version);
        var lines = text.Split('\n').Where(line => line.StartsWith("  server ", StringComparison.Ordinal)).ToList();

        lines.Count.ShouldBe(services.Length);
        foreach (var (service, line) in services.OrderBy(service => service.Name).Zip(lines))
        {
            // The options of the line, as those of another server.
            var options = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[2..];
            options[Array.IndexOf(options, "id") + 1] = "77";
            var answer = await RealHaproxy.AskAsync(
                socket, $"experimental-mode on; add server default_{service.Name.Name}_http/added {string.Join(' ', options)}");

            answer.Trim().ShouldBe("New server registered.", line);
        }
    }

    private static Service Combined(int index, params (string Name, string Value)[] annotations)
    {
        var service = Service(string.Create(CultureInfo.InvariantCulture, $"s{index:d4}"), address: null) with
        {
            ClusterAddresses = [new IPAddress([10, 96, (byte)(index >> 8), (byte)index])],
            ClientAffinity = index % 2 == 0 ? TimeSpan.FromHours(3) : null,
        };
        service = service with
        {
            Ports = [.. service.Ports.Select(port => port with { NodePort = 30080 })],
            ExternalTrafficPolicy = "Local",
            HealthCheckNodePort = 32000,
        };
        return service.Annotated([.. annotations.Select(one => $"{one.Name}={one.Value}")]);
    }

    private static string Render(
        Service[] services, string? serverOptions, string statsSocket = "/run/haproxy/admin.sock", BackendKind backends = BackendKind.Pod)
    {
        var store = new ClusterStore();
        store.Apply(new Replaced<Service>(services));
        store.Apply(new Replaced<ServiceEndpoints>(
            [.. services.Select(service => Slice(service.Name.Name, service.Name.Name, Endpoint("10.1.0.1:80") with { Node = "n1" }))]));
        store.Apply(new Replaced<Core.Cluster.Node>([Node("n1", "192.0.2.1")]));
        var options = new HaproxyTemplateOptions { StatsSocket = statsSocket };
        options.Settings["user"] = options.Settings["group"] = "";
        if (serverOptions is not null)
            options.Settings["server_options"] = serverOptions;

        var data = TemplateData.For(options, new KeepalivedTemplateOptions(), new NodeDevice("eth0", []), new("node1"));
        return Template.Load(TemplateFiles.Of(options)).Render(store.View(new() { Backends = backends }), data).Text();
    }

    private static async Task<(int ExitCode, string Output)> TestAsync(HaproxyVersion version, string file)
    {
        var result = await Cli.Wrap(version.Program())
            .WithArguments(["-c", "-f", file])
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(TestContext.Current.CancellationToken);
        return (result.ExitCode, result.StandardOutput + result.StandardError);
    }
}
