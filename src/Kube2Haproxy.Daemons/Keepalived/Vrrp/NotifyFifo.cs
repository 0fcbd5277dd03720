using System.Text;
using Kube2Haproxy.Daemons.Files;

namespace Kube2Haproxy.Daemons.Keepalived.Vrrp;

/// <summary>Reads what Keepalived writes to its notify FIFO (keepalived.conf(5), <c>notify_fifo</c>), on a thread of its own.</summary>
/// <remarks>
/// One that is there when Keepalived starts is kept by it; one that it has made itself it replaces at each reload. Opened for writing, too, so that
/// it has no end when Keepalived has one, and so that the thread can be woken.
/// </remarks>
internal sealed class NotifyFifo : IDisposable
{
    private readonly FileStream _stream;
    private readonly Action<string> _told;
    private readonly Thread _thread;
    private volatile bool _isEnding;

    private NotifyFifo(FileStream stream, Action<string> told)
    {
        (_stream, _told) = (stream, told);
        _thread = new Thread(Read) { IsBackground = true, Name = "notify FIFO" };
        _thread.Start();
    }

    /// <summary>It is not in its place any more.</summary>
    public bool IsGone =>
        new FileInfo($"/proc/self/fd/{_stream.SafeFileHandle.DangerousGetHandle()}").LinkTarget?.EndsWith(" (deleted)", StringComparison.Ordinal) != false;

    /// <summary>Makes it where it is not there, and reads.</summary>
    /// <param name="path">Of the FIFO.</param>
    /// <param name="told">Called for each line, one after the other.</param>
    /// <exception cref="IOException">It cannot be made or opened, or is something else.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not.</exception>
    public static NotifyFifo Open(string path, Action<string> told)
    {
        Posix.MakeFifo(path);
        var stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        if (stream.CanSeek)
        {
            stream.Dispose();
            throw new IOException("It is no FIFO.");
        }

        return new NotifyFifo(stream, told);
    }

    /// <summary>What is written from then on waits for the next reader.</summary>
    public void Dispose()
    {
        _isEnding = true;
        _stream.Write("\n"u8);
        _thread.Join();
        _stream.Dispose();
    }

    private void Read()
    {
        var buffer = new byte[4096];
        var text = "";
        while (!_isEnding)
        {
            // Names are ASCII.
            var lines = (text + Encoding.ASCII.GetString(buffer, 0, _stream.Read(buffer))).Split('\n');
            text = lines[^1];
            foreach (var line in lines.SkipLast(1))
                _told(line);
        }
    }
}
