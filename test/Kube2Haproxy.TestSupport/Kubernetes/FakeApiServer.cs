using System.Collections.Immutable;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Kube2Haproxy.TestSupport.Kubernetes;

/// <summary>
/// A Kubernetes API server as a list/watch client sees one: TLS, bearer tokens, discovery, pages, watches, bookmarks, compaction; and
/// faults where a test asks for them. Thread safe.
/// </summary>
/// <remarks>The objects, faults and recorded requests outlive <see cref="StopAsync"/>, as etcd's contents would.</remarks>
public sealed class FakeApiServer : IAsyncDisposable
{
    private readonly Signal _changed = new();
    private readonly FaultPlan _faults = new();
    private readonly ServerCertificate _certificate;
    private readonly ObjectStore _store;
    private ImmutableList<ApiRequest> _requests = [];
    private ImmutableHashSet<string> _tokens = ["test-token"];
    private ImmutableHashSet<string> _certificates = [];
    private ImmutableList<string?> _serverNames = [];
    private ConnectionTable _connections = new();
    private WebApplication? _running;

    private FakeApiServer(FakeApiServerOptions options)
    {
        Options = options;
        Port = options.Port;
        _store = new(options.Time, _changed);
        _certificate = new(options);
    }

    public FakeApiServerOptions Options { get; }

    public int Port { get; private set; }

    public Uri Url => new($"https://127.0.0.1:{Port}{Options.PathBase}");

    /// <summary>The certificate authority, PEM.</summary>
    public string AuthorityPem => _certificate.AuthorityPem;

    /// <summary>The names that clients asked for in TLS (SNI), in order; null where one named none.</summary>
    public IReadOnlyList<string?> ServerNames => _serverNames;

    internal X509Certificate2 Certificate => _certificate.Certificate;

    /// <summary>The newest resourceVersion of all.</summary>
    public long Version => _store.Version;

    /// <summary>All that came so far, in order.</summary>
    public IReadOnlyList<ApiRequest> Requests => _requests;

    public static async Task<FakeApiServer> StartAsync(FakeApiServerOptions? options = null)
    {
        var server = new FakeApiServer(options ?? new());
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>At the same port as before.</summary>
    public async Task StartAgainAsync()
    {
        var connections = _connections = new();
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Loopback, Port, listen =>
            {
                connections.Track(listen);
                listen.Protocols = Options.Http1Only ? HttpProtocols.Http1 : HttpProtocols.Http1AndHttp2;
                listen.UseHttps(https =>
                {
                    https.ServerCertificateSelector = (_, name) =>
                    {
                        ImmutableInterlocked.Update(ref _serverNames, names => names.Add(name));
                        return _certificate.Certificate;
                    };
                    https.ClientCertificateMode =
                        Options.RequiresCertificate ? ClientCertificateMode.RequireCertificate : ClientCertificateMode.AllowCertificate;
                    https.ClientCertificateValidation = (certificate, _, _) =>
                        !Options.RequiresCertificate || _certificates.Contains(certificate.Thumbprint);
                });
            });
        });
        var app = builder.Build();
        app.UsePathBase(Options.PathBase);
        app.Run(http =>
        {
            if (http.Request.PathBase == Options.PathBase)
                return AnswerAsync(http, connections);

            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
        await app.StartAsync();
        _running = app;
        Port = new Uri(app.Urls.Single()).Port;
    }

    /// <summary>Cuts every connection, without a word, and refuses new ones.</summary>
    public async Task StopAsync()
    {
        if (_running is null)
            return;

        _connections.Close();
        await _running.StopAsync();
        await _running.DisposeAsync();
        _running = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _certificate.Dispose();
    }

    /// <summary>Creates or updates, as <c>kubectl apply</c>; an object that does not differ gets no new version.</summary>
    /// <param name="manifest">Is not kept. Without a namespace it goes to <c>default</c>.</param>
    /// <returns>The resourceVersion after it.</returns>
    public long Apply(JsonObject manifest) => _store.Apply(manifest);

    /// <returns>Whether there was one.</returns>
    public bool Delete(ApiResource resource, string @namespace, string name) => _store.Delete(resource, @namespace, name);

    /// <summary>Moves the version on without a change of these resources: other clients write, too.</summary>
    public void AdvanceVersion(long by = 1) => _store.AdvanceVersion(by);

    /// <summary>Forgets all versions but the newest: watches and pages from older ones get 410. Running watches go on.</summary>
    public void Compact() => _store.Compact();

    /// <summary>To each open watch that allows bookmarks, after all events so far.</summary>
    public void SendBookmark(ApiResource? resource = null) => _store.ForWatches(resource, (watch, version) => watch.Bookmark(version));

    /// <summary>Ends open watches cleanly, as the server does when their time is over.</summary>
    public void EndWatches(ApiResource? resource = null) => _store.ForWatches(resource, (watch, _) => watch.End());

    /// <summary>Ends open watches with an ERROR event that holds a Status of this code.</summary>
    public void FailWatches(int code, ApiResource? resource = null) =>
        _store.ForWatches(resource, (watch, _) => watch.Fail(StatusObject.Of(code)));

    /// <summary>Resets every open connection. New ones are welcome.</summary>
    public void CutConnections() => _connections.CutAll();

    /// <summary>Asks each client to make new requests on another connection. Those that are open go on.</summary>
    public void SendGoAway() => _connections.SendGoAway();

    /// <summary>The next requests that fit get this fault. Running watches are not touched.</summary>
    /// <returns>Disposing it ends the fault.</returns>
    public IDisposable Fail(Predicate<ApiRequest> requests, Fault fault, int times = int.MaxValue) => _faults.Add(requests, fault, times);

    /// <summary>From now on clients with these certificates need no token. At first there are none.</summary>
    public void AcceptCertificates(params ClientCertificate[] certificates) =>
        _certificates = [.. certificates.Select(certificate => certificate.Thumbprint)];

    /// <summary>From now on these bearer tokens are right, and all others get 401. At first it is <c>test-token</c> alone.</summary>
    /// <remarks>For HTTP's basic authentication: <c>Basic</c>, a space, and the base64 of user:password.</remarks>
    public void AcceptTokens(params string[] tokens) => _tokens = [.. tokens];

    /// <summary>Forgets all that came so far, for a test that measures memory.</summary>
    public void ForgetRequests() => _requests = [];

    /// <summary>Watches that were begun so far, open or not.</summary>
    public int WatchesStarted => _store.WatchesStarted;

    /// <summary>Open watches of a resource.</summary>
    public int WatchCount(ApiResource resource) => _store.WatchCount(resource);

    /// <summary>Returns once a watch of the resource is open.</summary>
    public Task WaitForWatchAsync(ApiResource resource, CancellationToken token) =>
        _changed.WaitForAsync(() => WatchCount(resource) > 0, token);

    /// <summary>Returns once so many requests that fit have come since the start.</summary>
    public async Task<ApiRequest> WaitForRequestAsync(Predicate<ApiRequest> requests, CancellationToken token, int count = 1)
    {
        await _changed.WaitForAsync(() => _requests.FindAll(requests).Count >= count, token);
        return _requests.FindAll(requests)[count - 1];
    }

    private async Task AnswerAsync(HttpContext http, ConnectionTable connections)
    {
        var token = http.Request.Headers.Authorization.ToString();
        var accepted = _tokens.Contains(token.StartsWith("Bearer ", StringComparison.Ordinal) ? token["Bearer ".Length..] : token)
            || (http.Connection.ClientCertificate is { } certificate && _certificates.Contains(certificate.Thumbprint));
        using var sent = new StreamReader(http.Request.Body);
        var request = RequestReader.Read(http.Request, accepted, Options.EndpointSlices) with { Body = await sent.ReadToEndAsync() };
        var fault = _faults.Take(request);
        ImmutableInterlocked.Update(ref _requests, requests => requests.Add(request));
        _changed.Raise();

        var body = new ResponseBody(http, fault, Options.Time, () => connections.Cut(http.Connection.Id));
        try
        {
            await new RequestHandler(request, fault, _store, Options, body).AnswerAsync();
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client left, or a fault cut the connection: there is nobody to answer.
        }
    }
}
