using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Kube2Haproxy.Core.Pausing;
using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Core.Status;
using Kube2Haproxy.Daemons;
using Kube2Haproxy.Daemons.Files;
using Kube2Haproxy.Daemons.Haproxy;
using Kube2Haproxy.Daemons.Processes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kube2Haproxy.IntegrationTests.Daemons.Live;

/// <summary>One life of kube2haproxy, as far as it applies what was rendered: all that it knows ends with it, but the files.</summary>
internal sealed class LiveProcess : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<RenderInput> _inputs = Channel.CreateUnbounded<RenderInput>();

    // As in the pipeline: only the newest counts.
    private readonly Channel<HaproxyConfiguration> _configurations =
        Channel.CreateBounded<HaproxyConfiguration>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });

    private readonly MeterListener _listener = new();
    private readonly ApplyLoop _loop;
    private readonly Task _running;
    private int _wanted;
    private int _told;

    public LiveProcess(HaproxyOptions options, IPauseGate gate, ILogger<HaproxyDaemon> logger)
    {
        var time = TimeProvider.System;
        var meters = _services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument is { Meter.Scope: { } scope, Name: "kube2haproxy.programming.duration" } && scope == meters)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((_, _, _, _) => Interlocked.Increment(ref _told));
        _listener.Start();
        Daemon = new(new HaproxyDaemon(Options.Create(options), new ProcessRunner(time), time, logger));
        _loop = ApplyLoop.Of(
            Daemon, new ConfigurationFile(options.ConfigFile), new(DaemonStatus.Starting), _inputs.Writer, new DaemonMetrics(meters, new StatusBoard()), gate,
            Interval, time, logger);
        _running = Task.Run(() => _loop.RunAsync(_configurations.Reader, _stop.Token));
    }

    public CountingDaemon Daemon { get; }

    /// <summary>Whether the newest configuration was taken up.</summary>
    public bool IsRead => _configurations.Reader.Count == 0;

    /// <summary>Why the loop has ended by itself; null while it has not.</summary>
    public Exception? Fault => _running.Exception;

    /// <summary>Whether what was wanted by <see cref="WantToBeTold"/> is said to be live.</summary>
    public bool IsTold => Volatile.Read(ref _told) == _wanted;

    /// <summary>Which template was taken.</summary>
    public ChannelReader<RenderInput> Inputs => _inputs.Reader;

    /// <summary>Nothing changes where there is none.</summary>
    public void Want(HaproxyConfiguration? configuration)
    {
        // As whoever renders does: the changes of what nobody took are the next one's.
        if (configuration is not null)
            _configurations.Writer.TryWrite(_configurations.Reader.TryRead(out var unread) ? configuration with { Changes = unread.Changes } : configuration);
    }

    /// <summary>Only where the one before was told.</summary>
    public void WantToBeTold(HaproxyConfiguration configuration)
    {
        _wanted++;
        _configurations.Writer.TryWrite(configuration with { Changes = [TimeProvider.System.GetUtcNow()] });
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _loop.Dispose();
        _listener.Dispose();
        _stop.Dispose();
        await _services.DisposeAsync();
    }
}
