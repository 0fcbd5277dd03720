using System.IO.Compression;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Kube2Haproxy.Sources.Kubernetes.Access;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Polly;

namespace Kube2Haproxy.Sources.Kubernetes;

/// <summary>The one way to the API server: paced, with credentials, and with every failure as an <see cref="ApiFault"/>.</summary>
internal sealed class ApiConnection : IDisposable
{
    // The API server answers a watch's headers at once; a list it may have to collect first.
    private static readonly TimeSpan HeadersLimit = TimeSpan.FromSeconds(30);

    private readonly TimeProvider _time;
    private readonly RequestPace _bucket;
    private readonly ResiliencePipeline _pace;
    private readonly ApiSessions _sessions;

    public ApiConnection(IOptions<KubernetesOptions> options, TimeProvider time, ILogger<ApiConnection> logger)
    {
        _time = time;
        _bucket = new RequestPace(options.Value.Qps, options.Value.Burst, time);
        _pace = new ResiliencePipelineBuilder { TimeProvider = time }.AddRateLimiter(_bucket).Build();
        _sessions = new ApiSessions(new AccessReader(options.Value, ServiceAccount.OfThisPod(), time), time, logger);
    }

    /// <summary>Sends the request and has the body of a 200 read.</summary>
    /// <param name="request">What to ask.</param>
    /// <param name="read">Reads the body while it comes; its token ends with the request's time. Returns a fault or null.</param>
    /// <param name="stop">Ends it with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>Null where the body was read to its end.</returns>
    public async Task<ApiFault?> AskAsync(
        ApiRequest request, Func<PipeReader, CancellationToken, Task<ApiFault?>> read, CancellationToken stop)
    {
        if (request.Paced)
            await _pace.ExecuteAsync(static _ => ValueTask.CompletedTask, stop);

        ApiSession? session = null;
        try
        {
            session = await _sessions.EnterAsync(refused: null, stop);
            var attempt = await AttemptAsync(session, request, read, stop);
            if (attempt is not { Kind: ApiFaultKind.Unauthorized })
                return attempt;

            // Credentials are renewed behind our back: read them again, once.
            var refused = session;
            session = await _sessions.EnterAsync(refused, stop);
            refused.Dispose();
            return await AttemptAsync(session, request, read, stop);
        }
        catch (AccessException failure)
        {
            return ApiFaults.NoAccess(failure);
        }
        finally
        {
            session?.Dispose();
        }
    }

    public void Dispose()
    {
        _sessions.Dispose();
        _bucket.Dispose();
    }

    private async Task<ApiFault?> AttemptAsync(
        ApiSession session, ApiRequest request, Func<PipeReader, CancellationToken, Task<ApiFault?>> read, CancellationToken stop)
    {
        using var whole = new CancellationTokenSource(request.Limit, _time);
        using var body = CancellationTokenSource.CreateLinkedTokenSource(stop, whole.Token);
        try
        {
            using var message = await session.PrepareAsync(request, body.Token);
            using var response = await SendAsync(session, message, body.Token);
            return await ReadAsync(session, request, response, read, body.Token);
        }
        catch (OperationCanceledException late) when (!stop.IsCancellationRequested)
        {
            // A TimeoutException inside is the connect time-out's.
            if (late.InnerException is TimeoutException timeout)
                return ApiFaults.Unreachable(session.Server, session.Origin, timeout);

            // The connection may be dead and look alive: whatever went over it next would be as silent.
            session.Spend();
            return ApiFaults.Silent(session.Server, request);
        }
        catch (HttpRequestException failure) when (failure.InnerException is UntrustedServerException untrusted)
        {
            return ApiFaults.Untrusted(session.Server, session.Origin, untrusted);
        }
        catch (HttpRequestException failure)
        {
            // TLS fails on our side's certificate, too, and then there is no 401.
            if (failure.HttpRequestError == HttpRequestError.SecureConnectionError)
                session.Spend();

            return ApiFaults.Unreachable(session.Server, session.Origin, failure);
        }
        catch (SocketException failure)
        {
            // The platform lets it through where the other end has reset the connection before the platform has looked whose it is.
            return ApiFaults.Unreachable(session.Server, session.Origin, failure);
        }
        catch (IOException failure)
        {
            return ApiFaults.Cut(session.Server, request, failure);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(ApiSession session, HttpRequestMessage message, CancellationToken stop)
    {
        using var headers = new CancellationTokenSource(HeadersLimit, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stop, headers.Token);
        return await session.SendAsync(message, both.Token);
    }

    private async Task<ApiFault?> ReadAsync(
        ApiSession session,
        ApiRequest request,
        HttpResponseMessage response,
        Func<PipeReader, CancellationToken, Task<ApiFault?>> read,
        CancellationToken stop)
    {
        await using var raw = await response.Content.ReadAsStreamAsync(stop);
        await using var plain = response.Content.Headers.ContentEncoding.Contains("gzip")
            ? new GZipStream(raw, CompressionMode.Decompress)
            : raw;
        var body = PipeReader.Create(plain, new StreamPipeReaderOptions(bufferSize: 64 * 1024));
        try
        {
            return response.StatusCode == HttpStatusCode.OK
                ? await read(body, stop)
                : await ApiFaults.OfStatusAsync(session.Server, request, response, body, _time.GetUtcNow(), stop);
        }
        finally
        {
            await body.CompleteAsync();
        }
    }
}
