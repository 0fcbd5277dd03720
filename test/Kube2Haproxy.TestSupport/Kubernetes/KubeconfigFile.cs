using System.Text;

namespace Kube2Haproxy.TestSupport.Kubernetes;

/// <summary>Writes kubeconfig files that lead to an API server.</summary>
public static class KubeconfigFile
{
    /// <param name="directory">Must exist.</param>
    /// <param name="token">Stands in the file, where there is no <paramref name="tokenFile"/>.</param>
    /// <param name="tokenFile">Path of a file with the token, as written into the kubeconfig: may be relative to it.</param>
    /// <returns>The path of the file.</returns>
    public static string Write(FakeApiServer server, string directory, string token = "test-token", string? tokenFile = null) =>
        Write(server.Url, server.AuthorityPem, directory, token, tokenFile);

    /// <param name="authorityPem">Of the server's certificate.</param>
    /// <returns>The path of the file.</returns>
    public static string Write(Uri server, string authorityPem, string directory, string token, string? tokenFile = null)
    {
        var path = Path.Combine(directory, "kubeconfig");
        File.WriteAllText(path, $"""
            apiVersion: v1
            kind: Config
            current-context: test
            clusters:
            - name: test
              cluster:
                server: {server.GetLeftPart(UriPartial.Authority)}
                certificate-authority-data: {Convert.ToBase64String(Encoding.ASCII.GetBytes(authorityPem))}
            contexts:
            - name: test
              context:
                cluster: test
                user: test
            users:
            - name: test
              user:
                {(tokenFile is null ? $"token: {token}" : $"tokenFile: {tokenFile}")}

            """);
        return path;
    }
}
