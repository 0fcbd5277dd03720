using System.Text.Json.Nodes;
using Kube2Haproxy.TestSupport.Daemons;
using Kube2Haproxy.TestSupport.Kubernetes;

namespace Kube2Haproxy.TestSupport.ApiServer;

/// <summary>A real kube-apiserver with its etcd, on loopback, over TLS and with RBAC. It can be killed and started again.</summary>
public sealed class RealApiServer : IAsyncDisposable
{
    // Between asking for a free port and taking it somebody else may take it.
    private const int Tries = 5;

    private const string ServiceAccount = "/api/v1/namespaces/kube-system/serviceaccounts/kube2haproxy";

    private static readonly string[] Namespaces = ["default", "kube-public", "kube-system"];

    // Two cores may start two of them at once, and build something.
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);

    private readonly ApiServerFiles _files = new();
    private readonly Etcd _etcd;
    private readonly string[] _flags;
    private readonly string _path;
    private RunningProcess? _process;

    private RealApiServer(Etcd etcd, EndpointForm form, string[] flags)
    {
        (_etcd, _flags) = (etcd, flags);
        Endpoints = form == EndpointForm.Endpoints ? ApiResource.Endpoints : ApiResource.EndpointSlices;
        _path = $"{Endpoints.Root}/{Endpoints.Plural}?limit=1";
        Port = RealHaproxy.FreePort();
        Client = new ApiServerClient(Url, _files.AuthorityPem);
    }

    /// <summary>What this cluster says its endpoints by.</summary>
    public ApiResource Endpoints { get; }

    public int Port { get; private set; }

    public Uri Url => new($"https://127.0.0.1:{Port}");

    /// <summary>The administrator's.</summary>
    public ApiServerClient Client { get; private set; }

    /// <summary>What API server and etcd have logged last.</summary>
    public string Log => $"{Tail(_process?.Output ?? "")}\n{Tail(_etcd.Log)}";

    /// <summary>Starts both and waits until they serve what the form says.</summary>
    public static async Task<RealApiServer> StartAsync(EndpointForm form)
    {
        var isNative = await ApiServerPrograms.ServesSlicesAsync();
        var etcd = await Etcd.StartAsync();
        var server = new RealApiServer(etcd, form, Flags(form, isNative));
        try
        {
            await server.StartAsync(atNewPort: true);
            if (form == EndpointForm.EndpointSlices && !isNative)
                await server.Client.PostAsync("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", SliceDefinition.Json);

            await server.ReadyAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>SIGKILL: no connection is closed in good order, and its watch cache is lost.</summary>
    public async Task KillAsync()
    {
        using var limit = new TestLimit();
        _process!.Signal("KILL");
        await _process.WaitForExitAsync(limit.Token);
    }

    /// <summary>At the same port, with the same etcd.</summary>
    public async Task StartAgainAsync()
    {
        await StartAsync(atNewPort: false);
        await ReadyAsync();
    }

    /// <summary>Etcd forgets all versions but the newest. The API server answers old ones from its cache until it is started again.</summary>
    public Task CompactAsync() => _etcd.CompactAsync();

    /// <summary>Makes the account of deploy/kubernetes/rbac.yaml, without any rights.</summary>
    public Task MakeAccountAsync() => ApplyAsync("rbac.yaml", static path => path.EndsWith("/serviceaccounts", StringComparison.Ordinal));

    /// <summary>Applies the rest of deploy/kubernetes/rbac.yaml: what an operator gives the daemon.</summary>
    public Task GrantAsync() => ApplyAsync("rbac.yaml", static path => !path.EndsWith("/serviceaccounts", StringComparison.Ordinal));

    /// <summary>Applies deploy/kubernetes/rbac-nodes.yaml.</summary>
    public Task GrantNodesAsync() => ApplyAsync("rbac-nodes.yaml", static _ => true);

    /// <summary>Applies deploy/kubernetes/rbac-pools.yaml.</summary>
    public Task GrantPoolsAsync() => ApplyAsync("rbac-pools.yaml", static _ => true);

    /// <summary>The tokens of the account are void from now on.</summary>
    public Task DeleteAccountAsync() => Client.DeleteAsync(ServiceAccount);

    /// <summary>A token of the service account of rbac.yaml, which must exist; good until the account is deleted.</summary>
    public async Task<string> TokenAsync()
    {
        var request = new JsonObject { ["spec"] = new JsonObject { ["expirationSeconds"] = 3600 } };
        return (string)(await Client.PostAsync($"{ServiceAccount}/token", request))!["status"]!["token"]!;
    }

    /// <summary>Whether the API server takes this token now. It remembers those that it has taken for some seconds.</summary>
    public async Task<bool> AcceptsAsync(string token)
    {
        var review = new JsonObject
        {
            ["apiVersion"] = "authentication.k8s.io/v1",
            ["kind"] = "TokenReview",
            ["spec"] = new JsonObject { ["token"] = token },
        };
        return (bool?)(await Client.PostAsync("/apis/authentication.k8s.io/v1/tokenreviews", review))!["status"]!["authenticated"] == true;
    }

    /// <summary>A kubeconfig of this token, which leads here or to what stands before it.</summary>
    /// <returns>Its path.</returns>
    public string WriteKubeconfig(string directory, string token, Uri? through = null) =>
        KubeconfigFile.Write(through ?? Url, _files.AuthorityPem, directory, token);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_process is not null)
            await _process.DisposeAsync();

        await _etcd.DisposeAsync();
        _files.Dispose();
    }

    private async Task ApplyAsync(string file, Predicate<string> path)
    {
        foreach (var (into, document) in ManifestFile.Read(Path.Combine(Repository.Root, "deploy", "kubernetes", file)))
        {
            if (path(into))
                await Client.PostYamlAsync(into, document);
        }
    }

    private async Task StartAsync(bool atNewPort)
    {
        for (var tries = 0; !await TryStartAsync(); tries++)
        {
            if (tries == Tries)
                throw new InvalidOperationException($"kube-apiserver does not start.\n{Log}");

            if (atNewPort)
            {
                Port = RealHaproxy.FreePort();
                Client.Dispose();
                Client = new ApiServerClient(Url, _files.AuthorityPem);
            }
        }
    }

    /// <summary>False where it has ended at once.</summary>
    private async Task<bool> TryStartAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();

        var process = _process = RunningProcess.Start(
            ApiServerPrograms.ApiServer,
            [
                $"--etcd-servers={_etcd.Url.GetLeftPart(UriPartial.Authority)}", "--bind-address=127.0.0.1", $"--secure-port={Port}",
                "--advertise-address=127.0.0.1", "--endpoint-reconciler-type=none", "--service-cluster-ip-range=10.96.0.0/16",
                $"--tls-cert-file={_files.Certificate}", $"--tls-private-key-file={_files.Key}", $"--token-auth-file={_files.Tokens}",
                "--authorization-mode=RBAC", "--disable-admission-plugins=ServiceAccount",
                "--service-account-issuer=https://kubernetes.default.svc", $"--service-account-key-file={_files.Key}",
                $"--service-account-signing-key-file={_files.Key}", .. _flags,
            ]);
        await Wait.UntilAsync(
            async () => process.HasExited || await Client.AnswersAsync("/readyz"), "kube-apiserver is ready", () => Log, StartLimit);
        return !process.HasExited;
    }

    /// <summary>A custom resource, and the namespaces of a new cluster, are there a moment later than the server is ready.</summary>
    private async Task ReadyAsync()
    {
        foreach (var path in Namespaces.Select(name => $"/api/v1/namespaces/{name}").Append(_path))
            await Wait.UntilAsync(() => Client.AnswersAsync(path), $"kube-apiserver answers {path}", () => Log, StartLimit);
    }

    private static string[] Flags(EndpointForm form, bool isNative) => (form, isNative) switch
    {
        // The group's older version would take the place of the custom resource.
        (EndpointForm.EndpointSlices, false) => ["--runtime-config=discovery.k8s.io/v1beta1=false"],
        (EndpointForm.Endpoints, true) => ["--runtime-config=discovery.k8s.io/v1=false"],
        _ => [],
    };

    private static string Tail(string log) => log.Length > 4000 ? log[^4000..] : log;
}
