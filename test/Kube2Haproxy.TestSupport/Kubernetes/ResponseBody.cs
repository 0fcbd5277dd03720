using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Kube2Haproxy.TestSupport.Kubernetes;

/// <summary>Writes an answer to one request, with the fault that it is to have.</summary>
internal sealed class ResponseBody(HttpContext http, Fault? fault, TimeProvider time, Action reset)
{
    // Long enough on loopback for what was flushed to leave before the connection is reset.
    private static readonly TimeSpan Leaving = TimeSpan.FromMilliseconds(50);

    /// <summary>The client, or the connection, is gone.</summary>
    public CancellationToken Left => http.RequestAborted;

    public async Task BeginAsync(int status, string contentType = "application/json")
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = contentType;
        http.Response.Headers.CacheControl = "no-cache, private";
        await http.Response.StartAsync(Left);
        await http.Response.Body.FlushAsync(Left);
    }

    public async Task WriteStatusAsync(int code, string? message = null, TimeSpan? retryAfter = null, string? retryAfterText = null)
    {
        if ((retryAfterText ?? retryAfter?.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)) is { } header)
            http.Response.Headers.RetryAfter = header;

        await BeginAsync(code);
        await WriteAsync(JsonSerializer.SerializeToUtf8Bytes(StatusObject.Of(code, message, retryAfter)));
    }

    /// <summary>Compressed where the client asked for it. (The real server does so from 128 KiB on.)</summary>
    public async Task WriteWholeAsync(int status, byte[] body, bool gzip)
    {
        if (gzip)
        {
            http.Response.Headers.ContentEncoding = "gzip";
            body = Compressed(body);
        }

        await BeginAsync(status);
        await WriteAsync(body);
    }

    /// <summary>Writes and flushes; slowly where the fault says so.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        var slow = fault as Fault.Slow;
        var chunk = slow?.ChunkSize ?? int.MaxValue;
        while (bytes.Length > 0)
        {
            if (slow is not null)
                await Task.Delay(slow.Pause, time, Left);

            var now = bytes[..Math.Min(chunk, bytes.Length)];
            await http.Response.Body.WriteAsync(now, Left);
            await http.Response.Body.FlushAsync(Left);
            bytes = bytes[now.Length..];
        }
    }

    /// <summary>Half of these bytes; then the body ends, or the connection is reset.</summary>
    public async Task WriteHalfAsync(ReadOnlyMemory<byte> bytes, bool clean)
    {
        await WriteAsync(bytes[..(bytes.Length / 2)]);
        if (clean)
            return;

        await Task.Delay(Leaving, time, Left);
        reset();
        await WaitUntilLeftAsync();
    }

    /// <summary>Ends by <see cref="OperationCanceledException"/> when the client, or the connection, is gone.</summary>
    public Task WaitUntilLeftAsync() => Task.Delay(Timeout.InfiniteTimeSpan, time, Left);

    private static byte[] Compressed(byte[] body)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest))
            gzip.Write(body);
        return buffer.ToArray();
    }
}
