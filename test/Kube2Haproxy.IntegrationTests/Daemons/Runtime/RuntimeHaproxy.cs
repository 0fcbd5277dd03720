using System.Diagnostics;
using System.Globalization;
using Kube2Haproxy.Daemons.Haproxy.Planning;
using Kube2Haproxy.Daemons.Haproxy.Runtime;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Daemons;

namespace Kube2Haproxy.IntegrationTests.Daemons.Runtime;

/// <summary>A real HAProxy whose servers are changed at its stats socket, and what they are to be.</summary>
internal sealed class RuntimeHaproxy : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Func<WantedServers, string> _sections;
    private RealHaproxy? _haproxy;

    private RuntimeHaproxy(WantedServers wanted, Func<WantedServers, string> sections, TimeSpan limit)
    {
        (Wanted, _sections) = (wanted, sections);
        Servers = new(SocketPath, limit, TimeProvider.System);
    }

    public WantedServers Wanted { get; }

    public RuntimeServers Servers { get; }

    public string SocketPath => RealHaproxy.StatsSocketIn(_directory.Path);

    /// <summary>For what the test puts before it.</summary>
    public string PathOf(string name) => _directory[name];

    /// <summary>Starts it on a file of these sections, after <c>global</c> and <c>defaults</c>.</summary>
    public static async Task<RuntimeHaproxy> StartAsync(
        HaproxyVersion version, WantedServers wanted, Func<WantedServers, string> sections, TimeSpan? limit = null)
    {
        var haproxy = new RuntimeHaproxy(wanted, sections, limit ?? TimeSpan.FromSeconds(10));
        haproxy.WriteFile();
        haproxy._haproxy = await RealHaproxy.StartAsync(haproxy._directory.Path, version);
        return haproxy;
    }

    /// <summary>Starts it on backends b0, b1 … with servers pod-0, pod-1 … at port 8000 and on.</summary>
    public static Task<RuntimeHaproxy> StartAsync(HaproxyVersion version, int backends, int servers)
    {
        var wanted = new WantedServers().With(
            from backend in Enumerable.Range(0, backends)
            from server in Enumerable.Range(0, servers)
            select WantedServers.Server($"b{backend}", $"pod-{server}", 100 + server, 8000 + server));
        return StartAsync(version, wanted, all => string.Concat(Enumerable.Range(0, backends).Select(i => all.Backend($"b{i}"))));
    }

    /// <summary>The wanted servers, in the file.</summary>
    public void WriteFile() => File.WriteAllText(RealHaproxy.FileIn(_directory.Path), $"""
        global
          stats socket {SocketPath} mode 600 level admin
        defaults
          timeout connect 1s
          timeout client 1m
          timeout server 1m

        """ + _sections(Wanted));

    public string ReadFile() => File.ReadAllText(RealHaproxy.FileIn(_directory.Path));

    public Task<RuntimeResult> ApplyAsync(params IReadOnlyList<ServerChange> changes)
    {
        var sent = Wanted.Want(changes);
        return Servers.ApplyAsync(null, sent, Wanted.Touched(sent));
    }

    public Task<string> AskAsync(string command) => RealHaproxy.AskAsync(SocketPath, command);

    /// <summary>What it has but for those that wait for their deletion, in order; fails where it cannot be read.</summary>
    public async Task<IReadOnlyList<RunningServer>> ReadAsync()
    {
        var (result, found) = await Servers.CompareAsync(null, Wanted.Empty);
        result.ShouldBeOfType<RuntimeResult.Done>();
        return [.. found.Select(static extra => extra.Has!).OrderBy(server => (server.Backend, server.Name))];
    }

    public async Task<int> PidAsync() => (await Servers.IdentifyAsync()).ShouldBeOfType<RuntimeResult.Done>().Worker.Pid;

    /// <summary>Returns when another worker answers.</summary>
    public async Task ReloadAsync()
    {
        // The master hears nothing while it executes itself again after the reload before.
        var before = await PidAsync();
        await Wait.UntilAsync(async () => (await _haproxy!.AskAsync("show proc")).Length > 0, "the master answers", () => _haproxy!.Log);
        await _haproxy!.AskAsync("reload");
        await Wait.UntilAsync(
            async () => await Servers.IdentifyAsync() is RuntimeResult.Done(var worker) && worker.Pid != before, "another worker answers", () => _haproxy.Log);
    }

    /// <summary>To one of its processes.</summary>
    public static void Signal(string name, int pid)
    {
        using var kill = Process.Start("/bin/kill", ["-s", name, pid.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public async ValueTask DisposeAsync()
    {
        if (_haproxy is not null)
            await _haproxy.DisposeAsync();
        _directory.Dispose();
    }
}
