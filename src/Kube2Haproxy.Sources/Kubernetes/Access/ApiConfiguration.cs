using k8s;

namespace Kube2Haproxy.Sources.Kubernetes.Access;

/// <summary>Finds out where the API server is and who we are.</summary>
internal static class ApiConfiguration
{
    /// <summary>The kubeconfig that is named; else that of the pod we run in; else <c>~/.kube/config</c>; else the URL alone.</summary>
    /// <remarks>Reads files and may run a credential plugin, and waits for it.</remarks>
    /// <exception cref="Exception">Any: the library passes on what its readers of YAML, base64 and certificates throw.</exception>
    public static KubernetesClientConfiguration Load(KubernetesOptions options)
    {
        if (options.Kubeconfig.Length > 0)
            return FromFile(options.Kubeconfig, options.Master);

        if (KubernetesClientConfiguration.IsInCluster())
        {
            var pod = KubernetesClientConfiguration.InClusterConfig();
            if (options.Master.Length > 0)
                pod.Host = options.Master;

            return pod;
        }

        var home = KubernetesClientConfiguration.KubeConfigDefaultLocation;
        return options.Master.Length > 0 && !File.Exists(home)
            ? new KubernetesClientConfiguration { Host = options.Master }
            : FromFile(home, options.Master);
    }

    /// <summary>Where the configuration comes from, for messages.</summary>
    public static string Origin(KubernetesOptions options) =>
        options.Kubeconfig.Length > 0 ? options.Kubeconfig
        : KubernetesClientConfiguration.IsInCluster() ? "the pod's service account"
        : KubernetesClientConfiguration.KubeConfigDefaultLocation;

    private static KubernetesClientConfiguration FromFile(string path, string master) =>
        KubernetesClientConfiguration.BuildConfigFromConfigFile(new FileInfo(path), masterUrl: master.Length > 0 ? master : null);
}
