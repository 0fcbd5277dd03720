using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Kube2Haproxy.Sources.Manifests;

/// <summary>Says when something in a directory may have changed: at once by inotify, each second for what inotify cannot see.</summary>
/// <remarks>Inotify is blind to a link on the way to the directory that is swapped, and says nothing on network file systems.</remarks>
internal sealed class DirectoryWatch(string path, TimeProvider time, ILogger logger) : IDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    // Only that something happened counts.
    private readonly Channel<bool> _happened =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private FileSystemWatcher? _watcher;
    private string? _watched;

    /// <summary>Returns when it is time to look.</summary>
    public async Task WaitAsync(CancellationToken stop)
    {
        Watch();
        using var race = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await Task.WhenAny(_happened.Reader.WaitToReadAsync(race.Token).AsTask(), Task.Delay(BetweenLooks, time, race.Token));
        await race.CancelAsync();
        stop.ThrowIfCancellationRequested();
        _happened.Reader.TryRead(out _);
    }

    public void Dispose() => _watcher?.Dispose();

    /// <summary>Watches the directory that the path leads to now.</summary>
    private void Watch()
    {
        try
        {
            var real = Directory.Exists(path) ? DirectoryFingerprint.Resolve(new DirectoryInfo(path)) : null;
            if (real == _watched)
                return;

            _watcher?.Dispose();
            (_watcher, _watched) = (null, real);
            if (real is null)
                return;

            _watcher = new FileSystemWatcher(real);
            _watcher.Changed += (_, _) => _happened.Writer.TryWrite(true);
            _watcher.Created += (_, _) => _happened.Writer.TryWrite(true);
            _watcher.Deleted += (_, _) => _happened.Writer.TryWrite(true);
            _watcher.Renamed += (_, _) => _happened.Writer.TryWrite(true);
            _watcher.Error += (_, _) => _happened.Writer.TryWrite(true);
            _watcher.EnableRaisingEvents = true;

            // What happened before the watch began is not told.
            _happened.Writer.TryWrite(true);
        }
        catch (Exception cannot) when (cannot is IOException or UnauthorizedAccessException or ArgumentException)
        {
            logger.NotWatched(path, cannot.Message);
        }
    }
}
