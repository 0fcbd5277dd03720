using System.Net;
using System.Text.Json.Nodes;
using Kube2Haproxy.TestSupport.Kubernetes;
using static Kube2Haproxy.TestSupport.Kubernetes.KubernetesObjects;

namespace Kube2Haproxy.EndToEndTests.Load;

/// <summary>
/// Services some of whose pods stay all the time, while others come and go, become unready and ready again, and change their port; and Services
/// that are added.
/// </summary>
internal sealed class ChangingCluster(FakeApiServer api, int servicePort, IReadOnlyList<int> podPorts, Random random)
{
    private const int Services = 8;
    private const int FirstHttp = 6;
    private const int Staying = 2;
    private const int ComingAndGoing = 4;

    private static readonly PodState[] States = Enum.GetValues<PodState>();

    private readonly List<Changing> _changing = [];
    private int _added;

    private enum PodState
    {
        Absent,
        Unready,
        Ready,
        Draining,
    }

    /// <summary>Where pods must listen.</summary>
    public static IEnumerable<IPEndPoint> PodAddresses(IReadOnlyList<int> ports) =>
        from service in Enumerable.Range(0, Services)
        from pod in Enumerable.Range(0, Staying + ComingAndGoing)
        from port in ports
        select new IPEndPoint(IPAddress.Parse(PodAddress(service, pod)), port);

    /// <summary>Writes the Services that are there all the time.</summary>
    public IReadOnlyList<LoadTarget> Start() => [.. Enumerable.Range(0, Services).Select(StartService)];

    /// <summary>Changes one slice.</summary>
    public void Change()
    {
        var changing = _changing[random.Next(Services)];
        if (random.Next(10) == 0)
        {
            changing.Port = podPorts.First(port => port != changing.Port);
        }
        else
        {
            var pod = random.Next(ComingAndGoing);
            var (state, generation) = changing.Pods[pod];
            var next = States.Where(other => other != state).ElementAt(random.Next(States.Length - 1));

            // One that comes is mostly another one, at an address that was free; it may be the same again, as after a node's outage.
            changing.Pods[pod] = (next, state == PodState.Absent && random.Next(3) > 0 ? generation + 1 : generation);
        }

        Write(changing);
    }

    /// <summary>Adds a Service with a pod of its own that stays.</summary>
    public LoadTarget AddService()
    {
        var index = _added++;
        api.Apply(EndpointSlice(
            $"n{index}-1", $"n{index}", endpoints: [Endpoint(PodAddress(index % Services, 0), pod: $"n{index}-0")], ports: [Port(podPorts[0], "http")]));
        return WriteService($"n{index}", $"127.98.100.{index + 1}", isHttp: false);
    }

    /// <summary>The servers that HAProxy must have, as <see cref="RunningServers"/> reads them.</summary>
    public IReadOnlyList<string> Wanted() =>
    [
        .. Enumerable.Range(0, Services)
            .SelectMany(service => Enumerable.Range(0, Staying).Select(pod => Line($"s{service}", $"s{service}-{pod}", PodAddress(service, pod), podPorts[0], 1)))
            .Concat(_changing.SelectMany(static changing => changing.Pods.Select((pod, i) => pod.State is PodState.Ready or PodState.Draining
                ? Line($"s{changing.Service}", changing.Name(i), PodAddress(changing.Service, Staying + i), changing.Port, pod.State == PodState.Ready ? 1 : 0)
                : "")))
            .Concat(Enumerable.Range(0, _added).Select(index => Line($"n{index}", $"n{index}-0", PodAddress(index % Services, 0), podPorts[0], 1)))
            .Where(static line => line.Length > 0)
            .Order(StringComparer.Ordinal),
    ];

    private static string Line(string service, string name, string address, int port, int weight) =>
        RunningServers.Line($"default_{service}_http", name, address, port, weight);

    private static string PodAddress(int service, int pod) => $"127.98.{service + 1}.{pod + 1}";

    private LoadTarget StartService(int service)
    {
        var staying = Enumerable.Range(0, Staying).Select(pod => Endpoint(PodAddress(service, pod), pod: $"s{service}-{pod}"));
        api.Apply(EndpointSlice($"s{service}-stay", $"s{service}", endpoints: [.. staying], ports: [Port(podPorts[0], "http")]));
        var changing = new Changing(service, new (PodState, int)[ComingAndGoing]) { Port = podPorts[0] };
        _changing.Add(changing);
        Write(changing);
        return WriteService($"s{service}", $"127.98.0.{service + 1}", service >= FirstHttp);
    }

    private LoadTarget WriteService(string name, string address, bool isHttp)
    {
        var annotations = new Dictionary<string, string> { ["kube2haproxy.io/mode"] = isHttp ? "http" : "tcp" };
        api.Apply(Service(name, clusterIPs: [address], ports: [ServicePort(servicePort, "http")], annotations: annotations));
        return new LoadTarget(name, new(IPAddress.Parse(address), servicePort), Pods.Length);
    }

    private void Write(Changing changing)
    {
        var endpoints = new List<JsonObject>();
        for (var i = 0; i < ComingAndGoing; i++)
        {
            var address = PodAddress(changing.Service, Staying + i);
            if (changing.Pods[i].State switch
            {
                PodState.Unready => Endpoint(address, ready: false, serving: false, pod: changing.Name(i)),
                PodState.Ready => Endpoint(address, pod: changing.Name(i)),
                PodState.Draining => Endpoint(address, ready: false, terminating: true, pod: changing.Name(i)),
                _ => null,
            } is { } endpoint)
            {
                endpoints.Add(endpoint);
            }
        }

        api.Apply(EndpointSlice($"s{changing.Service}-change", $"s{changing.Service}", endpoints: endpoints, ports: [Port(changing.Port, "http")]));
    }

    /// <summary>The slice of a Service that changes.</summary>
    private sealed record Changing(int Service, (PodState State, int Generation)[] Pods)
    {
        public int Port { get; set; }

        public string Name(int pod) => $"s{Service}-{Staying + pod}-{Pods[pod].Generation}";
    }
}
