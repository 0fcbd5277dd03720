using System.Net;
using System.Net.Sockets;
using CliWrap;
using CliWrap.Buffered;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Daemons;
using Kube2Haproxy.TestSupport.Network;

namespace Kube2Haproxy.EndToEndTests;

/// <summary>kube2haproxy as an operator runs it, with all that it writes in a directory of the test's.</summary>
internal sealed class RunningDaemon : IAsyncDisposable
{
    /// <summary>Nobody else has it in a namespace of its own, and all nodes have the same.</summary>
    private const int PortInside = 9405;

    private readonly RunningProcess _process;
    private readonly HttpClient _http;

    private RunningDaemon(RunningProcess process, int port, Func<Socket> makeSocket)
    {
        _process = process;
        Port = port;
        var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = makeSocket();
                try
                {
                    await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
        };
        _http = new HttpClient(handler) { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
    }

    /// <summary>Of its endpoints.</summary>
    public int Port { get; }

    public string Log => _process.Output;

    public int ProcessId => _process.Id;

    /// <summary>Starts it on the HAProxy of this directory and without Keepalived, unless the arguments say other.</summary>
    public static RunningDaemon Start(string directory, string[] arguments, params (string Name, string? Value)[] environment) =>
        Start([PublishedBinary.File], directory, arguments, environment);

    /// <summary>The same, in a network namespace.</summary>
    public static RunningDaemon Start(
        NetworkNamespace network, string directory, string[] arguments, params (string Name, string? Value)[] environment) =>
        Start([.. network.Command, PublishedBinary.File], () => network.Socket(), PortInside, directory, arguments, environment);

    /// <summary>The same, with the binary at the end of a command of its own.</summary>
    public static RunningDaemon Start(
        string[] command, string directory, string[] arguments, params (string Name, string? Value)[] environment) =>
        Start(
            command, () => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp), RealHaproxy.FreePort(), directory, arguments,
            environment);

    private static RunningDaemon Start(
        string[] command, Func<Socket> makeSocket, int port, string directory, string[] arguments, (string Name, string? Value)[] environment)
    {
        var variables = Variables(directory, [("KUBE2HAPROXY_Server__Port", $"{port}"), .. environment]);
        var process = RunningProcess.Start(command[0], [.. command[1..], .. arguments], variables, emptyEnvironment: true);
        return new RunningDaemon(process, port, makeSocket);
    }

    public static string PauseFileIn(string directory) => Path.Combine(directory, "pause");

    /// <summary>What a process renders that starts now, on the same directory.</summary>
    public static Task<BufferedCommandResult> RenderAsync(
        string directory, string[] arguments, params (string Name, string? Value)[] environment) =>
        RunAsync([PublishedBinary.File, "render", .. arguments], directory, environment);

    /// <summary>Runs a command to its end, with the variables that a daemon of this directory has.</summary>
    public static async Task<BufferedCommandResult> RunAsync(
        string[] command, string directory, params (string Name, string? Value)[] environment)
    {
        using var limit = new TestLimit();
        return await Cli.Wrap(command[0])
            .WithArguments(command[1..])
            .WithEnvironmentVariables(Variables(directory, environment))
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(limit.Token);
    }

    private static Dictionary<string, string?> Variables(string directory, (string Name, string? Value)[] environment)
    {
        var variables = new Dictionary<string, string?>
        {
            ["KUBE2HAPROXY_Haproxy__ConfigFile"] = RealHaproxy.FileIn(directory),
            ["KUBE2HAPROXY_Haproxy__ReloadInterval"] = "100ms",
            ["KUBE2HAPROXY_Haproxy__Binary"] = RealHaproxy.Binary,
            ["KUBE2HAPROXY_Haproxy__MasterSocket"] = RealHaproxy.MasterSocketIn(directory),
            ["KUBE2HAPROXY_Haproxy__StatsSocket"] = RealHaproxy.StatsSocketIn(directory),
            ["KUBE2HAPROXY_Keepalived__Enabled"] = "false",
            ["KUBE2HAPROXY_Keepalived__NotifyFifo"] = Path.Combine(directory, "vrrp.fifo"),
            ["KUBE2HAPROXY_Keepalived__FailoverFile"] = Path.Combine(directory, "failover"),
            ["KUBE2HAPROXY_Safety__PauseFile"] = PauseFileIn(directory),
        };
        foreach (var (name, value) in environment)
            variables[name] = value;

        return variables;
    }

    /// <summary>The body and status of one of its endpoints; empty while it does not listen.</summary>
    public async Task<(int Status, string Body)> GetAsync(string path)
    {
        try
        {
            using var response = await _http.GetAsync(new Uri(path, UriKind.Relative));
            return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
        }
        catch (HttpRequestException notYet) when (notYet.InnerException is SocketException)
        {
            return (0, "");
        }
    }

    public Task ReadyAsync() =>
        Wait.UntilAsync(async () => (await GetAsync("readyz")).Status == 200, "kube2haproxy is ready", () => Log);

    /// <summary>Waits until /healthz tells of a fault with this text, and returns the whole body.</summary>
    public async Task<string> FaultAsync(string text)
    {
        var body = "";
        await Wait.UntilAsync(
            async () =>
            {
                (_, body) = await GetAsync("healthz");
                return body.Contains(text, StringComparison.Ordinal);
            },
            $"/healthz says \"{text}\"", () => $"{body}\n{Log}");
        return body;
    }

    /// <summary>The sum over the series of a metric whose labels hold this text.</summary>
    public async Task<double> MetricAsync(string name, string labels)
    {
        var (_, body) = await GetAsync("metrics");
        return body.Split('\n')
            .Where(line => line.StartsWith(name + "{", StringComparison.Ordinal) && line.Contains(labels, StringComparison.Ordinal))
            .Sum(line => double.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture));
    }

    public void Signal(string name) => _process.Signal(name);

    /// <summary>Sends SIGTERM and returns the exit code.</summary>
    public Task<int> StopAsync()
    {
        Signal("TERM");
        return EndedAsync();
    }

    /// <summary>Waits until it has ended by itself, and returns the exit code.</summary>
    public async Task<int> EndedAsync()
    {
        using var limit = new TestLimit();
        return await _process.WaitForExitAsync(limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _http.Dispose();
    }
}
