using System.Buffers;

namespace Kube2Haproxy.Sources.Kubernetes;

/// <summary>Takes the whole lines off the front of what has arrived.</summary>
internal static class Lines
{
    /// <summary>Longer than any object that etcd stores (1.5 MiB by default), as JSON. What goes on longer is no watch.</summary>
    public const int Longest = 16 * 1024 * 1024;

    /// <summary>The next line without its end, and what comes after it. False where no whole line is there yet.</summary>
    public static bool TryTake(ref ReadOnlySequence<byte> arrived, out ReadOnlySequence<byte> line)
    {
        if (arrived.PositionOf((byte)'\n') is not { } end)
        {
            line = default;
            return false;
        }

        line = arrived.Slice(0, end);
        arrived = arrived.Slice(arrived.GetPosition(1, end));
        return true;
    }

    /// <summary>Nothing but white space, as some proxies send to keep a connection alive.</summary>
    public static bool IsBlank(ReadOnlySequence<byte> line)
    {
        foreach (var part in line)
        {
            if (part.Span.ContainsAnyExcept(" \t\r"u8))
                return false;
        }

        return true;
    }
}
