using System.Globalization;
using System.Threading.Channels;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Daemons.Haproxy;
using Kube2Haproxy.Rendering;
using Kube2Haproxy.Rendering.Node;
using Kube2Haproxy.Rendering.Templates;
using Kube2Haproxy.TestSupport;

namespace Kube2Haproxy.IntegrationTests.Daemons.Live;

/// <summary>A cluster and a template that change by chance, and what is rendered of them.</summary>
internal sealed class LiveCluster
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

    /// <summary>One that is named by its line, and one that is named by its section.</summary>
    private static readonly string[] RefusedLines = ["nonsense", "use_backend nowhere if TRUE"];

    /// <summary>One that is valid, and that HAProxy cannot load.</summary>
    public const string UnloadableLine = "bind /nonexistent/unloadable.sock";

    private readonly Random _random;
    private readonly LiveNetwork _network;
    private readonly HaproxyTemplateOptions _options;
    private readonly Channel<HaproxyConfiguration> _rendered = Channel.CreateUnbounded<HaproxyConfiguration>();
    private readonly SortedDictionary<int, OneService> _services = [];
    private readonly Dictionary<int, Dictionary<int, Endpoint>> _pods = [];
    private readonly Dictionary<string, LiveTemplate> _templates = [];

    /// <summary>A port that another process has stands in the way of a template without the block as a whole.</summary>
    private readonly bool _hasOthers;

    private ClusterStore _store;
    private ConfigurationRenderer<HaproxyConfiguration> _renderer;
    private HaproxyConfiguration? _newest;
    private TemplateVersion? _taken;
    private bool _hadUnloadable;

    public LiveCluster(Random random, LiveNetwork network, HaproxyOptions haproxy)
    {
        (_random, _network, _hasOthers) = (random, network, random.Next(2) == 0);
        _options = new HaproxyTemplateOptions
        {
            TemplateFile = haproxy.ConfigFile + ".liquid",
            StatsSocket = haproxy.StatsSocket,
            Settings = new() { ["user"] = "", ["group"] = "", ["maxconn"] = "100" },
        };
        Write(LiveTemplate.First);
        (_store, _renderer) = Empty();
    }

    /// <summary>What may run.</summary>
    public LivePromise Promise { get; } = new();

    /// <summary>Whether there is no Service.</summary>
    public bool IsEmpty => _services.Count == 0;

    /// <summary>Whether a Service gives something that HAProxy cannot load.</summary>
    public bool HasUnloadable => _services.Values.Any(static one => one.IsUnloadable);

    /// <summary>Whether the template cannot be read.</summary>
    public bool HasTemplateFault { get; private set; }

    /// <summary>Where some Service is; null where there is none.</summary>
    public (System.Net.IPAddress Address, int Port)? Any() => Some() is { } number ? (_network.ServiceAddress(number), Port(number)) : null;

    /// <summary>As a process that has just started does: what it renders shares nothing with what was rendered before.</summary>
    public void ForgetRendered()
    {
        (_store, _renderer) = Empty();
        (_newest, _taken) = (null, null);
        foreach (var number in _services.Keys)
            Tell(number);
    }

    /// <summary>What is to run now; null where no template that is known can be rendered.</summary>
    /// <param name="inputs">Where it is told which template was taken.</param>
    public HaproxyConfiguration? Render(ChannelReader<RenderInput> inputs)
    {
        while (inputs.TryRead(out var input))
        {
            var taken = (RenderInput.TemplateTaken)input;
            _renderer.Take(taken);
            _taken = taken.Template;
        }

        HasTemplateFault = _renderer.Render(_store.View(new ExposureRules()), new NodeDevice("eth0", []), []) is not null;
        while (_rendered.Reader.TryRead(out var newest))
            _newest = newest;
        if (_newest is not null)
            Promise.Want(Rendering(_newest), _newest.Fallback is { } fallback && !Equals(_newest.Template, _taken) ? Rendering(fallback) : null);
        return _newest;
    }

    /// <summary>Another template. Only beside one that was taken: without one it is refused as a whole, and nothing comes of anything.</summary>
    public string ChangeTemplate()
    {
        if (_taken is null)
            return "nothing: no template was taken yet";

        var template = LiveTemplate.Some(_random, leastBlocks: _hasOthers ? 1 : 0);
        Write(template);
        _renderer.ReadTemplate();
        return template.Words;
    }

    /// <summary>A Service gives something that HAProxy refuses or cannot load, or no more.</summary>
    public string ChangeFault()
    {
        if (_taken is null || Some() is not { } number)
            return "nothing: no template was taken yet, or there is no Service";

        var one = _services[number];
        _services[number] = one.IsRefused && _random.Next(3) > 0 ? one with { Line = null, IsAtOthers = false }
            : _hasOthers && _random.Next(2) == 0 ? one with { IsAtOthers = true }
            : !HasUnloadable && _random.Next(3) == 0 ? one with { Line = UnloadableLine }
            : one with { Line = RefusedLines[_random.Next(RefusedLines.Length)] };
        _hadUnloadable |= HasUnloadable;
        Tell(number);
        return $"service {number} is refused: {_services[number].IsRefused} ({(_services[number].IsAtOthers ? "its port is taken" : _services[number].Line)})";
    }

    /// <summary>Nothing is to be tried again later by a reload: nobody gives what cannot be loaded, and no template has to wait because of it.</summary>
    public string MendUnloadable()
    {
        if (!_hadUnloadable)
            return "nothing: all can be loaded";

        foreach (var (number, one) in _services.Where(static one => one.Value.IsUnloadable).ToList())
        {
            _services[number] = one with { Line = null };
            Tell(number);
        }

        Write(LiveTemplate.Last);
        _renderer.ReadTemplate();
        return $"all can be loaded; {LiveTemplate.Last.Words}";
    }

    /// <summary>All Services go, or some come where there are none.</summary>
    public string ChangeAll()
    {
        if (IsEmpty)
            return string.Join(", ", Enumerable.Range(0, _random.Next(1, 6)).Select(_ => ChangeServices()).ToList());

        foreach (var number in _services.Keys.ToList())
            Remove(number);
        return "all services gone";
    }

    /// <summary>A new Service, one less, or another port.</summary>
    public string ChangeServices()
    {
        var number = _random.Next(MostServices);
        if (!_services.TryGetValue(number, out var before))
        {
            _services[number] = new(_random.Next(3), _random.Next(2) == 0 ? [] : SomeAnnotations(), null, false);
            _pods[number] = [];
            ChangePods(number, 4);
        }
        else if (_random.Next(2) == 0)
        {
            _services[number] = before with { Port = before.Port + 1 };
        }
        else
        {
            Remove(number);
            return $"service {number} gone";
        }

        Tell(number);
        return $"service {number} at port {_services[number].Port}";
    }

    public string ChangeAnnotations()
    {
        if (Some() is not { } number)
            return "nothing: there is no Service";

        _services[number] = _services[number] with { Annotations = SomeAnnotations() };
        Tell(number);
        return $"service {number} is {string.Join(' ', _services[number].Annotations)}";
    }

    /// <summary>Pods of some Services come, go, drain, move.</summary>
    public string ChangeEndpoints()
    {
        var some = _services.Keys.Where(_ => _random.Next(3) == 0).ToList();
        foreach (var number in some)
        {
            ChangePods(number, _random.Next(1, 4));
            Tell(number);
        }

        return $"endpoints of {string.Join(' ', some)}";
    }

    private void ChangePods(int number, int count)
    {
        for (var change = 0; change < count; change++)
        {
            var pod = _random.Next(MostPods);
            if (_pods[number].Remove(pod) && _random.Next(3) == 0)
                continue;

            var isReady = _random.Next(4) > 0;
            _pods[number][pod] = new(
                "http", _network.PodAddress(_random.Next(8) == 0 ? pod + 20 : pod), LiveNetwork.PodPort(_random.Next(6) == 0 ? 1 : 0), isReady,
                isReady || _random.Next(3) > 0, !isReady)
            {
                Pod = string.Create(CultureInfo.InvariantCulture, $"pod-{pod}"),
            };
        }
    }

    private void Tell(int number)
    {
        var one = _services[number];
        var service = Cluster.Service(
            Name(number).Name, _network.ServiceAddress(number).ToString(), ports: new ServicePort("http", Port(number), TransportProtocol.Tcp));
        string[] line = one.Line is null ? [] : [$"{LiveTemplate.LineAnnotation}={one.Line}"];
        _store.Apply(new Upserted<Service>(service.Annotated([.. one.Annotations, .. line]), null));
        _store.Apply(new Upserted<ServiceEndpoints>(new(Name(number), Name(number), [.. _pods[number].Values]), null));
    }

    private void Remove(int number)
    {
        _services.Remove(number);
        _store.Apply(new Deleted<Service>(Name(number), null));
        _store.Apply(new Deleted<ServiceEndpoints>(Name(number), null));
    }

    private int Port(int number) => _services[number].IsAtOthers ? _network.TakenPort(number) : LiveNetwork.ServicePort(_services[number].Port);

    private int? Some() => IsEmpty ? null : _services.Keys.ElementAt(_random.Next(_services.Count));

    private string[] SomeAnnotations() => [.. Annotations.Where(_ => _random.Next(4) == 0).Select(values => values[_random.Next(values.Length)])];

    private void Write(LiveTemplate template)
    {
        _templates[template.Text] = template;
        File.WriteAllText(_options.TemplateFile, template.Text);
    }

    private (ClusterStore Store, ConfigurationRenderer<HaproxyConfiguration> Renderer) Empty()
    {
        var renderer = new ConfigurationRenderer<HaproxyConfiguration>(
            "haproxy", TemplateFiles.Of(_options), device => TemplateData.For(_options, new KeepalivedTemplateOptions(), device, new("node-1")),
            static (fragments, changes) => new HaproxyConfiguration(fragments, changes), _rendered.Reader, _rendered.Writer);
        renderer.ReadTemplate();
        return (new ClusterStore(), renderer);
    }

    private LivePromise.Rendering Rendering(RenderedConfiguration configuration) => new(
        _templates[configuration.Template!.Files[configuration.Template.Name]], configuration.Fragments,
        _services.Where(static one => one.Value.IsRefused).Select(static one => Name(one.Key)),
        _services.Where(static one => one.Value.IsUnloadable).Select(static one => Name(one.Key)));

    private static NamespacedName Name(int number) => new("default", string.Create(CultureInfo.InvariantCulture, $"service-{number}"));

    /// <param name="Port">A number of <see cref="LiveNetwork.ServicePort"/>.</param>
    /// <param name="Annotations">Good ones.</param>
    /// <param name="Line">One that HAProxy refuses or cannot load; null where there is none.</param>
    /// <param name="IsAtOthers">Its port is one that another process has.</param>
    private sealed record OneService(int Port, string[] Annotations, string? Line, bool IsAtOthers)
    {
        public bool IsRefused => Line is not null || IsAtOthers;

        public bool IsUnloadable => Line == UnloadableLine;
    }
}
