namespace Kube2Haproxy.Sources.Kubernetes.Access;

/// <summary>A cluster of a kubeconfig → where the API server is.</summary>
internal static class KubeconfigCluster
{
    /// <param name="file">Where it stands.</param>
    /// <param name="cluster">It.</param>
    /// <param name="entry">For messages: <c>cluster "prod"</c>.</param>
    /// <param name="master">Stands in for its server where it is not empty, and then its tls-server-name does not count, as for kubectl.</param>
    /// <exception cref="AccessException">Something of it cannot be used.</exception>
    public static ApiServer Read(KubeconfigFile file, Kubeconfig.ClusterEntry cluster, string entry, string master)
    {
        if (master.Length == 0 && string.IsNullOrEmpty(cluster.Server))
            throw new AccessException(file.At($"server of {entry} is missing; it must be a URL such as https://192.0.2.1:6443."));

        var url = master.Length > 0
            ? ApiServer.UrlOf(master, AccessReader.Master)
            : ApiServer.UrlOf(cluster.Server ?? "", file.At($"server of {entry}"));
        var authority = file.PemOf("certificate-authority", cluster.AuthorityData, cluster.Authority, entry);
        if (authority is not null && cluster.SkipTlsVerify == true)
            throw new AccessException(file.At(
                $"{entry} has both insecure-skip-tls-verify and a certificate-authority; take the first one out, it accepts anybody's server."));

        return new ApiServer
        {
            Url = url,
            TlsServerName = master.Length > 0 ? "" : cluster.TlsServerName ?? "",
            SkipTlsVerify = cluster.SkipTlsVerify == true,
            Authorities = authority?.Certificates() ?? [],
            Proxy = ProxyOf(cluster.ProxyUrl, file.At($"proxy-url of {entry}")),
        };
    }

    private static Uri? ProxyOf(string? text, string place)
    {
        if (string.IsNullOrEmpty(text))
            return null;

        return Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { Scheme: "http" or "https" or "socks5" } && url.Host.Length > 0
            ? url
            : throw new AccessException(
                $"{place} is \"{Masked.Url(text)}\"; it must be a URL that begins with http://, https:// or socks5://.");
    }
}
