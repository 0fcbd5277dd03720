using System.Buffers;
using System.IO.Pipelines;

namespace Kube2Haproxy.Sources.Kubernetes;

/// <summary>Whole bodies.</summary>
internal static class PipeReaderExtensions
{
    /// <summary>Valid until the reader is completed.</summary>
    public static async Task<ReadOnlySequence<byte>> ReadToEndAsync(this PipeReader body, CancellationToken stop)
    {
        while (true)
        {
            var read = await body.ReadAsync(stop);
            if (read.IsCompleted)
                return read.Buffer;

            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
