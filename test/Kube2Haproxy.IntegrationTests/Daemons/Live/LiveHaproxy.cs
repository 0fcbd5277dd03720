using System.Globalization;
using Kube2Haproxy.Daemons.Haproxy;
using Kube2Haproxy.IntegrationTests.Daemons.Runtime;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Daemons;

namespace Kube2Haproxy.IntegrationTests.Daemons.Live;

/// <summary>A real HAProxy and its file, and what an operator does to them past kube2haproxy.</summary>
internal sealed class LiveHaproxy(Random random, HaproxyVersion version) : IAsyncDisposable
{
    private const string Nonsense = "nonsense\n";

    private readonly TemporaryDirectory _directory = new();
    private RealHaproxy? _haproxy;
    private (string? Text, NormalForm? Form) _fresh;

    public HaproxyOptions Options { get; private set; } = new();

    public string Text => File.ReadAllText(Options.ConfigFile);

    /// <summary>What was kept; empty where nothing was.</summary>
    public string LastGoodText => File.Exists(Options.ConfigFile + ".last-good") ? File.ReadAllText(Options.ConfigFile + ".last-good") : "";

    public string Log => _haproxy?.Log ?? "";

    /// <summary>Where it will be.</summary>
    public static LiveHaproxy Place(Random random, HaproxyVersion version)
    {
        var haproxy = new LiveHaproxy(random, version);
        haproxy.Options = new()
        {
            Binary = version.Program(),
            ConfigFile = RealHaproxy.FileIn(haproxy._directory.Path),
            MasterSocket = RealHaproxy.MasterSocketIn(haproxy._directory.Path),
            StatsSocket = RealHaproxy.StatsSocketIn(haproxy._directory.Path),
        };
        return haproxy;
    }

    /// <summary>Its first start, on a file of the operator's: with a stats socket, or without one.</summary>
    public async Task StartAsync()
    {
        var text = RealHaproxy.Configuration(_directory.Path, RealHaproxy.FreePort(), "one");
        Write(random.Next(2) == 0 ? text : text.Replace("  stats socket", "  #", StringComparison.Ordinal));
        _haproxy = await RealHaproxy.StartAsync(_directory.Path, version);
    }

    public Task<NormalForm?> ReadAsync() => NormalForm.ReadAsync(Options.StatsSocket);

    /// <summary>What one has that starts on this text; asked for the same one again, it remembers.</summary>
    public async Task<NormalForm> FreshAsync(string text)
    {
        if (_fresh.Text != text)
            _fresh = (text, await NormalForm.OfAsync(text, Options.StatsSocket, version));
        return _fresh.Form!;
    }

    /// <summary>Ends it, and starts it again a moment later on the file as it is then.</summary>
    public async Task RestartAsync(bool isKilled)
    {
        if (isKilled && await ReadAsync() is { } worker)
            RuntimeHaproxy.Signal("KILL", worker.Pid);

        await _haproxy!.DisposeAsync();
        await Wait.UntilAsync(
            () => Text is var text && !text.Contains(Nonsense, StringComparison.Ordinal) && !text.Contains(LiveCluster.UnloadableLine, StringComparison.Ordinal),
            "the file is as it must be while HAProxy is not there");
        _haproxy = await RealHaproxy.StartAsync(_directory.Path, version);
    }

    /// <summary>Does not wait for its end.</summary>
    public async Task ReloadAsync(bool bySignal)
    {
        if (!bySignal)
        {
            await _haproxy!.AskAsync("reload");
            return;
        }

        // While it loads what another reload has asked for, the master says nothing.
        string? master = null;
        await Wait.UntilAsync(
            async () => (master = (await _haproxy!.AskAsync("show proc")).Split('\n').FirstOrDefault(static line => line.Contains(" master ", StringComparison.Ordinal))) is not null,
            "the master says who it is", () => Log);
        RuntimeHaproxy.Signal("USR2", int.Parse(master!.Split(' ')[0], CultureInfo.InvariantCulture));
    }

    /// <summary>Something is changed in the file.</summary>
    /// <param name="isValid">Nothing that HAProxy refuses.</param>
    public string Edit(bool isValid)
    {
        var lines = Text.Split('\n').ToList();
        var servers = Enumerable.Range(0, lines.Count).Where(i => lines[i].StartsWith("  server ", StringComparison.Ordinal)).ToList();
        var what = random.Next(isValid ? 1 : 0, servers.Count > 0 ? 4 : 2);
        if (what == 0)
            lines[^1] = Nonsense;
        else if (what == 1)
            lines[^1] = "backend stranger\n  server stranger 127.0.0.1:9\n";
        else if (what == 2)
            lines.RemoveAt(servers[random.Next(servers.Count)]);
        else
            lines[servers[0]] = lines[servers[0]].Replace(" weight 1", " weight 7", StringComparison.Ordinal);

        Write(string.Join('\n', lines));
        return ((string[])["nonsense", "a backend more", "a server less", "another weight"])[what];
    }

    /// <summary>Something is changed at the stats socket.</summary>
    public async Task<string> DamageAsync()
    {
        var servers = (await RealHaproxy.AskAsync(Options.StatsSocket, "show servers state")).Split('\n')
            .Where(static line => line.Length > 0 && char.IsAsciiDigit(line[0]) && line.Contains(' ', StringComparison.Ordinal))
            .Select(static line => line.Split(' ')).Select(static words => $"{words[1]}/{words[3]}").ToList();
        if (servers.Count == 0)
            return "nothing: there is no server";

        var server = servers[random.Next(servers.Count)];
        var command = random.Next(6) switch
        {
            0 => $"set server {server} weight {random.Next(257)}",
            1 => $"set server {server} addr 127.0.0.{random.Next(1, 255)} port {random.Next(1, 65536)}",
            2 => $"set server {server} state {((string[])["maint", "drain", "ready"])[random.Next(3)]}",
            3 => $"set server {server} state maint;del server {server}",
            4 => $"add server {server.Split('/')[0]}/stranger 127.0.0.1:9",
            _ => $"add server {server.Split('/')[0]}/pod-{random.Next(8)} 127.0.0.1:9 weight 3;enable server {server}",
        };
        return $"{command}: {(await RealHaproxy.AskAsync(Options.StatsSocket, command)).ReplaceLineEndings(" ").Trim()}";
    }

    /// <summary>Puts the files back as they were; what happens between is as if the process had died before it could write.</summary>
    public Action RememberFiles()
    {
        // In the order in which they are written or later, the last good one before the file: so they are never of two moments that did not follow.
        string[] names = [".last-good", ".last-good.map", ".last-good.template", ""];
        var files = names.Select(name => Options.ConfigFile + name).Where(File.Exists)
            .Select(static path => (Path: path, Bytes: File.ReadAllBytes(path), Written: File.GetLastWriteTimeUtc(path))).ToList();
        return () =>
        {
            foreach (var (path, bytes, written) in files)
            {
                // HAProxy may be reading it.
                File.WriteAllBytes(path + ".before", bytes);
                File.SetLastWriteTimeUtc(path + ".before", written);
                File.Move(path + ".before", path, overwrite: true);
            }
        };
    }

    public async ValueTask DisposeAsync()
    {
        if (_haproxy is not null)
            await _haproxy.DisposeAsync();
        _directory.Dispose();
    }

    private void Write(string text) => File.WriteAllText(Options.ConfigFile, text);
}
