using System.Text;

namespace Kube2Haproxy.TestSupport.Kubernetes;

/// <summary>Writes kubeconfig files that lead to a fake API server.</summary>
public static class KubeconfigFile
{
    /// <param name="directory">Must exist.</param>
    /// <param name="token">Stands in the file, where there is no <paramref name="tokenFile"/>.</param>
    /// <param name="tokenFile">Path of a file with the token, as written into the kubeconfig: may be relative to it.</param>
    /// <returns>The path of the file.</returns>
    public static string Write(FakeApiServer server, string directory, string token = "test-token", string? tokenFile = null)
    {
        var path = Path.Combine(directory, "kubeconfig");
        File.WriteAllText(path, $"""
            apiVersion: v1
            kind: Config
            current-context: test
            clusters:
            - name: test
              cluster:
                server: {server.Url}
                certificate-authority-data: {Convert.ToBase64String(Encoding.ASCII.GetBytes(server.AuthorityPem))}
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
