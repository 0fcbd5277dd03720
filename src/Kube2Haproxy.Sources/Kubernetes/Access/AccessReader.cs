using k8s;

namespace Kube2Haproxy.Sources.Kubernetes.Access;

/// <summary>Finds out where the API server is and who we are.</summary>
internal sealed class AccessReader(KubernetesOptions options, ServiceAccount pod, TimeProvider time)
{
    /// <summary>The beginning of a message about it.</summary>
    public const string Master = "Kubernetes:Master (--master)";

    /// <summary>The kubeconfig that is named; else that of the pod we run in; else <c>~/.kube/config</c>; else the URL alone.</summary>
    /// <remarks>KUBECONFIG of the environment is kubectl's alone: a shell's choice of the day must not decide which cluster is served.</remarks>
    /// <exception cref="AccessException">It leads to no API server.</exception>
    public async Task<ApiAccess> ReadAsync(CancellationToken stop)
    {
        if (options.Kubeconfig.Length > 0)
            return await FromFileAsync(options.Kubeconfig, stop);

        if (pod.IsMounted)
            return pod.Read(options.Master);

        var home = KubernetesClientConfiguration.KubeConfigDefaultLocation;
        if (File.Exists(home))
            return await FromFileAsync(home, stop);

        if (options.Master.Length > 0)
            return new ApiAccess(Master, new AccessFiles(), new ApiServer { Url = ApiServer.UrlOf(options.Master, Master) }, new Credential());

        throw new AccessException(
            $"There is no way to the API server: no kubeconfig is named, this is no pod, and {home} does not exist. "
            + $"Name a kubeconfig in Kubernetes:Kubeconfig (--kubeconfig), or a URL in {Master}.");
    }

    private async Task<ApiAccess> FromFileAsync(string path, CancellationToken stop)
    {
        var file = new KubeconfigFile(path);
        var config = file.Read();
        var name = config.CurrentContext ?? "";
        var context = config.Contexts?.FirstOrDefault(one => one?.Name == name)?.Context
            ?? throw Unknown($"current-context is \"{name}\"", "contexts", config.Contexts?.Select(one => one?.Name));
        var cluster = config.Clusters?.FirstOrDefault(one => one?.Name == context.Cluster)?.Cluster
            ?? throw Unknown($"the cluster of context \"{name}\" is \"{context.Cluster}\"", "clusters", config.Clusters?.Select(one => one?.Name));
        var user = config.Users?.FirstOrDefault(one => one?.Name == context.User)?.User
            ?? throw Unknown($"the user of context \"{name}\" is \"{context.User}\"", "users", config.Users?.Select(one => one?.Name));

        var server = KubeconfigCluster.Read(file, cluster, $"cluster \"{context.Cluster}\"", options.Master);
        var who = new KubeconfigUser(file, user, $"user \"{context.User}\"");
        var headers = who.Headers();
        var credential = await who.ReadAsync(server, cluster, time, stop);
        return new ApiAccess($"the kubeconfig {file.Path}", file.Files, server, credential) { Headers = headers };

        AccessException Unknown(string found, string kind, IEnumerable<string?>? known)
        {
            var names = string.Join(", ", known ?? []);
            return new AccessException(file.At(
                names.Length > 0 ? $"{found}; it must be one of its {kind}: {names}." : $"{found}, and it has no {kind}; it must have that one."));
        }
    }
}
