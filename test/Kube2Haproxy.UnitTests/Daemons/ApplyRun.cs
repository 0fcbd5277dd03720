using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Core.Status;
using Kube2Haproxy.Daemons;
using Kube2Haproxy.Daemons.Files;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.UnitTests.Logging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Kube2Haproxy.UnitTests.Daemons;

/// <summary>The loop that applies, on a directory of its own, with a daemon that does as it is told, in virtual time.</summary>
internal sealed class ApplyRun : IAsyncDisposable
{
    private readonly TimeSpan _interval;
    private readonly TemporaryDirectory _directory = new();
    private readonly Channel<HaproxyConfiguration> _configurations = Channel.CreateUnbounded<HaproxyConfiguration>();
    private readonly WatchedReader<HaproxyConfiguration> _reader;
    private readonly Channel<RenderInput> _inputs = Channel.CreateUnbounded<RenderInput>();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private CancellationTokenSource _stop = new(TimeSpan.FromSeconds(30), TimeProvider.System);
    private ApplyLoop? _loop;

    /// <param name="interval">Between reloads; zero where time is not to go on.</param>
    public ApplyRun(TimeSpan interval) => (_interval, _reader) = (interval, new(_configurations.Reader));

    public FakeTimeProvider Time { get; } = new();

    public Published<DaemonStatus> Status { get; private set; } = new(DaemonStatus.Starting);

    public ConfigurationFile File => field ??= new ConfigurationFile(_directory["haproxy.cfg"]);

    public LoggedLines<ApplyRun> Log { get; } = new();

    public FakePauseGate Gate { get; } = new();

    public FakeDaemon Daemon => field ??= new FakeDaemon(File.Path);

    public IMeterFactory Meters => _services.GetRequiredService<IMeterFactory>();

    public Task Running { get; private set; } = Task.CompletedTask;

    /// <summary>What the loop tells the one that renders.</summary>
    public ChannelReader<RenderInput> Inputs => _inputs.Reader;

    public void Start()
    {
        _loop = ApplyLoop.Of(Daemon, File, Status, _inputs.Writer, new DaemonMetrics(Meters, new StatusBoard()), Gate, _interval, Time, Log);
        Running = _loop.RunAsync(_reader, _stop.Token);
    }

    /// <summary>Ends the process and starts another one on the same files.</summary>
    public async Task RestartAsync()
    {
        await EndAsync();
        _stop.Dispose();
        _stop = new(TimeSpan.FromSeconds(30), TimeProvider.System);
        Status = new(DaemonStatus.Starting);
        Start();
    }

    public void Want(string text, params DateTimeOffset[] changes) => Want(new HaproxyConfiguration([new Fragment(null, text)], changes));

    public void Want(HaproxyConfiguration configuration) => _configurations.Writer.TryWrite(configuration);

    /// <summary>Starts the loop where it does not run, and waits until a state like this one is live.</summary>
    public async Task AppliedAsync(HaproxyConfiguration configuration)
    {
        if (Running.IsCompleted)
            Start();

        var before = Status.Value;
        Want(configuration);
        await UntilAsync(() => !ReferenceEquals(Status.Value, before) && Status.Value.LastSuccess is not null);
    }

    /// <summary>
    /// Waits until all that was wanted has been dealt with and the loop waits for more, or for the time to go on. Where it tries again at once,
    /// without end, it is never settled.
    /// </summary>
    public Task SettledAsync() => UntilAsync(() => _reader.IsAwaited);

    public ValueTask<string> ReloadedAsync() => Daemon.Reloads.ReadAsync(_stop.Token);

    /// <summary>The text of the newest reload that was not asked for yet; null where there was none.</summary>
    public string? LastReload()
    {
        string? last = null;
        while (Daemon.Reloads.TryRead(out var text))
            last = text;

        return last;
    }

    public async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            _stop.Token.ThrowIfCancellationRequested();
            Running.IsFaulted.ShouldBeFalse(Running.Exception?.ToString());
            await Task.Yield();
        }
    }

    public Task AdvanceUntilAsync(Func<bool> condition) => UntilAsync(() =>
    {
        Time.Advance(TimeSpan.FromMilliseconds(100));
        return condition();
    });

    /// <summary>A second goes by, and the loop, which is settled, looks after what runs and does what is due then: no time is passed over.</summary>
    public async Task TickAsync()
    {
        var waits = _reader.Waits;
        Time.Advance(TimeSpan.FromSeconds(1));
        await UntilAsync(() => _reader.Waits > waits && _reader.IsAwaited);
    }

    /// <summary>Ticks, perhaps not once.</summary>
    public async Task TickUntilAsync(Func<bool> condition)
    {
        await SettledAsync();
        while (!condition())
            await TickAsync();
    }

    /// <summary>Ticks until so many Services are held back, and nobody waits.</summary>
    public Task HeldAsync(int count) => TickUntilAsync(() => Status.Value.Fault is null && Held().Length == count
        && Held().All(static one => !one.Contains("It waits", StringComparison.Ordinal)));

    /// <summary>The Services that are held back, each as <c>NAMESPACE/NAME served|out: COMPLAINT</c>.</summary>
    public string[] Held() =>
        [.. Status.Value.Quarantined.Select(static one => $"{one.Service} {(one.IsServed ? "served" : "out")}: {one.Complaint}")];

    public Task StopAsync() => _stop.CancelAsync();

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _stop.Dispose();
        await _services.DisposeAsync();
        _directory.Dispose();
    }

    private async Task EndAsync()
    {
        await StopAsync();
        if (_loop is not null)
            await Should.ThrowAsync<OperationCanceledException>(Running);

        _loop?.Dispose();
    }
}
