using System.IO.Compression;
using System.IO.Pipelines;
using System.Net;
using Kube2Haproxy.Sources.Kubernetes.Access;
using Polly;

namespace Kube2Haproxy.Sources.Kubernetes;

/// <summary>The one way to the API server: paced, with credentials, and with every failure as an <see cref="ApiFault"/>.</summary>
internal sealed class ApiConnection : IDisposable
{
    // The API server answers a watch's headers at once; a list it may have to collect first.
    private static readonly TimeSpan HeadersLimit = TimeSpan.FromSeconds(30);

    private readonly KubernetesOptions _options;
    private readonly TimeProvider _time;
    private readonly RequestPace _bucket;
    private readonly ResiliencePipeline _pace;

    // Guards _session: two reflectors share it, and only one of them may renew it.
    private readonly SemaphoreSlim _gate = new(1, 1);
    private ApiSession? _session;

    public ApiConnection(KubernetesOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _bucket = new RequestPace(options.Qps, options.Burst, time);
        _pace = new ResiliencePipelineBuilder { TimeProvider = time }.AddRateLimiter(_bucket).Build();
    }

    /// <summary>Sends the request and has the body of a 200 read.</summary>
    /// <param name="request">What to ask.</param>
    /// <param name="read">Reads the body while it comes; its token ends with the request's time. Returns a fault or null.</param>
    /// <param name="stop">Ends it with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>Null where the body was read to its end.</returns>
    public async Task<ApiFault?> GetAsync(
        ApiRequest request, Func<PipeReader, CancellationToken, Task<ApiFault?>> read, CancellationToken stop)
    {
        if (request.Paced)
            await _pace.ExecuteAsync(static _ => ValueTask.CompletedTask, stop);

        var (session, fault) = await EnterAsync(refused: null, stop);
        if (session is null)
            return fault;

        try
        {
            var attempt = await AttemptAsync(session, request, read, stop);
            if (attempt is not { Kind: ApiFaultKind.Unauthorized })
                return attempt;

            // Credentials are renewed behind our back: read them again, once.
            var refused = session;
            (session, fault) = await EnterAsync(refused, stop);
            refused.Dispose();
            return session is null ? fault : await AttemptAsync(session, request, read, stop);
        }
        finally
        {
            session?.Dispose();
        }
    }

    public void Dispose()
    {
        _session?.Dispose();
        _session = null;
        _gate.Dispose();
        _bucket.Dispose();
    }

    /// <summary>Enters the session; makes a new one where there is none, or where it is the one that was refused.</summary>
    private async Task<(ApiSession? Session, ApiFault? Fault)> EnterAsync(ApiSession? refused, CancellationToken stop)
    {
        await _gate.WaitAsync(stop);
        try
        {
            if (_session is null || _session == refused)
            {
                // Reading it may run a plugin and wait for it: not on the loop that called.
                var renewed = await Task.Run(() => new ApiSession(ApiConfiguration.Load(_options)), stop);
                _session?.Dispose();
                _session = renewed;
            }

            _session.Enter();
            return (_session, null);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // Whatever the library throws here, it could not make a client of what the operator gave it.
            return (null, ApiFaults.NoConfiguration(ApiConfiguration.Origin(_options), failure));
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<ApiFault?> AttemptAsync(
        ApiSession session, ApiRequest request, Func<PipeReader, CancellationToken, Task<ApiFault?>> read, CancellationToken stop)
    {
        using var whole = new CancellationTokenSource(request.Limit, _time);
        using var body = CancellationTokenSource.CreateLinkedTokenSource(stop, whole.Token);
        try
        {
            var (message, fault) = await PrepareAsync(session, request, body.Token);
            if (message is null)
                return fault;

            using var sent = message;
            if (request.Gzip)
                message.Headers.AcceptEncoding.ParseAdd("gzip");

            using var response = await SendAsync(session, message, body.Token);
            return await ReadAsync(session, request, response, read, body.Token);
        }
        catch (OperationCanceledException late) when (!stop.IsCancellationRequested)
        {
            // A TimeoutException inside is the connect time-out's.
            return late.InnerException is TimeoutException timeout
                ? ApiFaults.Unreachable(session.Server, ApiConfiguration.Origin(_options), timeout)
                : ApiFaults.Silent(session.Server, request);
        }
        catch (HttpRequestException failure)
        {
            return ApiFaults.Unreachable(session.Server, ApiConfiguration.Origin(_options), failure);
        }
        catch (IOException failure)
        {
            return ApiFaults.Cut(session.Server, request, failure);
        }
    }

    private async Task<(HttpRequestMessage? Message, ApiFault? Fault)> PrepareAsync(
        ApiSession session, ApiRequest request, CancellationToken stop)
    {
        try
        {
            return (await session.PrepareAsync(request.Path, stop), null);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            // A token file or a plugin: again whatever the library throws.
            return (null, ApiFaults.NoConfiguration(ApiConfiguration.Origin(_options), failure));
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
