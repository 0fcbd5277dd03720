using System.Globalization;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Rendering.Node;
using Kube2Haproxy.Rendering.Templates;
using Kube2Haproxy.TestSupport;

namespace Kube2Haproxy.IntegrationTests.Daemons.Live;

/// <summary>A cluster that changes by chance, rendered with the built-in template.</summary>
internal sealed class LiveCluster(Random random, LiveNetwork network, string statsSocket)
{
    private const int MostServices = 12;
    private const int MostPods = 8;

    private static readonly string[][] Annotations =
    [
        ["balance=roundrobin", "balance=leastconn", "balance=random", "balance=source", "balance=first"],
        ["check=tcp", "check=http", "check=none"],
        ["maxconn=10", "maxconn=20"],
        ["server-maxconn=5", "server-maxconn=7"],
        ["proxy-protocol=v1", "proxy-protocol=v2"],
        ["mode=http"],
        ["timeout-server=10s"],
    ];

    private readonly SortedDictionary<int, (int Port, string[] Annotations)> _services = [];
    private readonly Dictionary<int, Dictionary<int, Endpoint>> _pods = [];
    private ClusterStore _store = new();
    private Template _template = BuiltIn();

    /// <summary>What the last rendering gave.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Where some Service is.</summary>
    public (System.Net.IPAddress Address, int Port) Any()
    {
        var (number, (port, _)) = _services.ElementAt(random.Next(_services.Count));
        return (network.ServiceAddress(number), LiveNetwork.ServicePort(port));
    }

    /// <summary>As a process that has just started does: what it renders shares nothing with what was rendered before.</summary>
    public void ForgetRendered()
    {
        (_store, _template) = (new ClusterStore(), BuiltIn());
        foreach (var number in _services.Keys)
            Tell(number);
    }

    public HaproxyConfiguration Render()
    {
        var options = new HaproxyTemplateOptions
        {
            StatsSocket = statsSocket,
            Settings = new() { ["user"] = "", ["group"] = "", ["maxconn"] = "100" },
        };
        var data = TemplateData.For(options, new KeepalivedTemplateOptions(), new NodeDevice("eth0", []), new("node-1"));
        var configuration = new HaproxyConfiguration(_template.Render(_store.View(new ExposureRules()), data), []);
        Text = configuration.Text;
        return configuration;
    }

    /// <summary>A new Service, one less, or another port; there is always one.</summary>
    public string ChangeServices()
    {
        var number = random.Next(MostServices);
        if (!_services.Remove(number, out var before))
        {
            _services[number] = (random.Next(3), random.Next(2) == 0 ? [] : Some());
            _pods[number] = [];
            ChangePods(number, 4);
        }
        else if (random.Next(2) == 0 || _services.Count == 0)
        {
            _services[number] = (before.Port + 1, before.Annotations);
        }
        else
        {
            _store.Apply(new Deleted<Service>(Name(number), null));
            _store.Apply(new Deleted<ServiceEndpoints>(Name(number), null));
            return $"service {number} gone";
        }

        Tell(number);
        return $"service {number} at port {_services[number].Port}";
    }

    public string ChangeAnnotations()
    {
        var number = _services.Keys.ElementAt(random.Next(_services.Count));
        _services[number] = (_services[number].Port, Some());
        Tell(number);
        return $"service {number} is {string.Join(' ', _services[number].Annotations)}";
    }

    /// <summary>Pods of some Services come, go, drain, move.</summary>
    public string ChangeEndpoints()
    {
        var some = _services.Keys.Where(_ => random.Next(3) == 0).ToList();
        foreach (var number in some)
        {
            ChangePods(number, random.Next(1, 4));
            Tell(number);
        }

        return $"endpoints of {string.Join(' ', some)}";
    }

    private void ChangePods(int number, int count)
    {
        for (var change = 0; change < count; change++)
        {
            var pod = random.Next(MostPods);
            if (_pods[number].Remove(pod) && random.Next(3) == 0)
                continue;

            var isReady = random.Next(4) > 0;
            _pods[number][pod] = new(
                "http", network.PodAddress(random.Next(8) == 0 ? pod + 20 : pod), LiveNetwork.PodPort(random.Next(6) == 0 ? 1 : 0), isReady,
                isReady || random.Next(3) > 0, !isReady)
            {
                Pod = string.Create(CultureInfo.InvariantCulture, $"pod-{pod}"),
            };
        }
    }

    private void Tell(int number)
    {
        var (port, annotations) = _services[number];
        var service = Cluster.Service(
            Name(number).Name, network.ServiceAddress(number).ToString(), ports: new ServicePort("http", LiveNetwork.ServicePort(port), TransportProtocol.Tcp));
        _store.Apply(new Upserted<Service>(service.Annotated(annotations), null));
        _store.Apply(new Upserted<ServiceEndpoints>(new(Name(number), Name(number), [.. _pods[number].Values]), null));
    }

    private string[] Some() => [.. Annotations.Where(_ => random.Next(4) == 0).Select(values => values[random.Next(values.Length)])];

    private static Template BuiltIn() => Template.Load(TemplateFiles.Of(new HaproxyTemplateOptions()));

    private static NamespacedName Name(int number) => new("default", string.Create(CultureInfo.InvariantCulture, $"service-{number}"));
}
