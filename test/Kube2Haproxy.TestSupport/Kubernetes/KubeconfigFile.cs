namespace Kube2Haproxy.TestSupport.Kubernetes;

/// <summary>Writes kubeconfig files that lead to an API server.</summary>
public static class KubeconfigFile
{
    /// <param name="directory">Must exist.</param>
    /// <param name="token">Stands in the file, where there is no <paramref name="tokenFile"/>.</param>
    /// <param name="tokenFile">Path of a file with the token, as written into the kubeconfig: may be relative to it.</param>
    /// <returns>The path of the file.</returns>
    public static string Write(FakeApiServer server, string directory, string token = "test-token", string? tokenFile = null) =>
        WriteWith(server, directory, tokenFile is null ? $"token: {token}" : $"tokenFile: {tokenFile}");

    /// <param name="directory">Must exist.</param>
    /// <param name="user">YAML, what the user is made of.</param>
    /// <param name="cluster">YAML, what the cluster is made of beside its server; the server's authority where it is null.</param>
    /// <param name="url">In place of the server's.</param>
    /// <returns>The path of the file.</returns>
    public static string WriteWith(FakeApiServer server, string directory, string user, string? cluster = null, string? url = null) =>
        Write(url ?? server.Url.ToString(), cluster ?? Authority(server.AuthorityPem), user, directory);

    /// <param name="authorityPem">Of the server's certificate.</param>
    /// <returns>The path of the file.</returns>
    public static string Write(Uri server, string authorityPem, string directory, string token) =>
        Write(server.ToString(), Authority(authorityPem), $"token: {token}", directory);

    /// <summary>YAML, the server's authority for a cluster.</summary>
    public static string Authority(FakeApiServer server) => Authority(server.AuthorityPem);

    private static string Authority(string pem) => $"certificate-authority-data: {ClientCertificate.Base64(pem)}";

    private static string Write(string url, string cluster, string user, string directory)
    {
        var path = Path.Combine(directory, "kubeconfig");
        File.WriteAllText(path, $"""
            apiVersion: v1
            kind: Config
            current-context: test
            clusters:
            - name: test
              cluster:
                server: {url}
                {Indented(cluster)}
            contexts:
            - name: test
              context:
                cluster: test
                user: test
            users:
            - name: test
              user:
                {Indented(user)}

            """);
        return path;
    }

    private static string Indented(string yaml) => yaml.ReplaceLineEndings("\n    ");
}
