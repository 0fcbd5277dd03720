using System.Threading.Channels;
using Kube2Haproxy.Core.Status;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kube2Haproxy.Daemons.Keepalived.Vrrp;

/// <summary>Tells this node's VRRP state, instance by instance.</summary>
/// <remarks>
/// Keepalived runs and the first address that the instance advertises is here: MASTER. An address alone proves nothing, since a Keepalived that was
/// killed leaves its addresses behind. Its notify FIFO tells FAULT from BACKUP. Where its file has no instance that can be read, or nobody has seen
/// it run, the signals of a classical notify script count.
/// </remarks>
internal sealed class VrrpStateService(
    IOptions<KeepalivedOptions> settings, ChannelReader<VrrpState> signals, StatusBoard board, TimeProvider time, ILogger<VrrpStateService> logger)
    : BackgroundService
{
    /// <summary>A look takes some 0.1 ms.</summary>
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    private readonly KeepalivedOptions _options = settings.Value;
    private readonly Channel<string> _told = Channel.CreateUnbounded<string>();
    private readonly InstanceFile _file = new(settings.Value.ConfigFile);
    private readonly FaultMemory _memory = new(settings.Value.NotifyFifo + ".fault");
    private readonly HashSet<string> _faulty = new(StringComparer.Ordinal);
    private NotifyFifo? _fifo;
    private string? _fifoFault;
    private VrrpState _signalled = VrrpState.Unknown;
    private KeepalivedProcess? _process;
    private bool _hasRun;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                OpenFifo();
                Look();
                using var race = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
                await Task.WhenAny(
                    _told.Reader.WaitToReadAsync(race.Token).AsTask(),
                    signals.WaitToReadAsync(race.Token).AsTask(),
                    Task.Delay(BetweenLooks, time, race.Token));
                await race.CancelAsync();
                stoppingToken.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            _fifo?.Dispose();
        }
    }

    private void OpenFifo()
    {
        if (!_options.Enabled || _options.NotifyFifo.Length == 0 || _fifo is { IsGone: false })
            return;

        try
        {
            _fifo?.Dispose();
            _fifo = null;
            _fifo = NotifyFifo.Open(_options.NotifyFifo, line => _told.Writer.TryWrite(line));
            _fifoFault = null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Tried again at each look, and told once.
            if (_fifoFault != error.Message)
                logger.NoFifo(_options.NotifyFifo, _fifoFault = error.Message);
        }
    }

    private void Look()
    {
        while (signals.TryRead(out var signalled))
            _signalled = signalled;

        var process = _options.Enabled ? KeepalivedProcess.Find(_options.PidFile) : null;
        _hasRun |= process is not null;
        if (process != _process)
        {
            // What the one before was in ended with it. What is told from here on is of this one, or soon contradicted by it.
            _faulty.Clear();
            _process = process;
            if (process is not null)
                _faulty.UnionWith(_memory.Read(process));
        }

        var isOther = false;
        while (_told.Reader.TryRead(out var line))
            isOther |= Take(line);
        if (isOther && process is not null)
            _memory.Write(process, _faulty);

        var instances = _hasRun ? _file.Read() : [];
        Publish(
            instances.Count == 0
                ? [new("", _signalled)]
                : [.. instances.Select(instance => (instance.Name, process is null ? VrrpState.Unknown : State(instance)))]);
    }

    /// <summary><c>INSTANCE "name" STATE priority</c>; what else it writes does not matter here.</summary>
    /// <returns>Whether another instance is in FAULT now, or one less.</returns>
    private bool Take(string line) =>
        line.Split(' ') is ["INSTANCE", var quoted, var state, ..]
        && (state == "FAULT" ? _faulty.Add(quoted.Trim('"')) : _faulty.Remove(quoted.Trim('"')));

    private VrrpState State(VrrpInstance instance) =>
        instance.Advertised is [{ Address: { } address }, ..] && LocalRoute.IsThere(address) ? VrrpState.Master
        : _faulty.Contains(instance.Name) ? VrrpState.Fault
        : VrrpState.Backup;

    private void Publish(IReadOnlyList<(string Name, VrrpState State)> now)
    {
        var last = board.Vrrp.Value.Instances;
        var fault = Fault(now);
        if (last.Select(static one => (one.Name, one.State)).SequenceEqual(now) && fault == board.Vrrp.Value.Fault)
            return;

        var moment = time.GetUtcNow();
        var instances = now
            .Select(one => last.FirstOrDefault(before => (before.Name, before.State) == one) ?? new VrrpInstanceStatus(one.Name, one.State, moment))
            .ToList();
        board.Vrrp.Value = new VrrpStatus(instances) { Fault = fault };
        foreach (var one in instances.Except(last))
            logger.State(one.Name.Length > 0 ? $"{one.Name} is" : "this node is", one.State.ToString().ToUpperInvariant());
    }

    private string? Fault(IEnumerable<(string Name, VrrpState State)> now)
    {
        var faulty = string.Join(", ", now.Where(static one => one.State == VrrpState.Fault).Select(static one => one.Name));
        return faulty.Length == 0 ? null
            : $"Keepalived is in FAULT ({faulty}): this node takes no service address. "
                + (IsHandingOver()
                    ? $"{_options.FailoverFile} (Keepalived:FailoverFile) keeps it so: where no kube2haproxy failover runs, write 0 to it."
                    : "HAProxy does not answer here, the link is down, or something else that Keepalived tracks: its log says what.");
    }

    private bool IsHandingOver()
    {
        try
        {
            return File.ReadAllText(_options.FailoverFile).Trim() is not ("0" or "");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
