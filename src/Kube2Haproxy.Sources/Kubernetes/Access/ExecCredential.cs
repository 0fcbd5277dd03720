using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Kube2Haproxy.Sources.Kubernetes.Access;

/// <summary><c>client.authentication.k8s.io</c> v1 and v1beta1 ExecCredential, as a plugin prints it.</summary>
internal sealed class ExecCredential
{
    // Where a cluster has what is meant for the plugin.
    private const string Extension = "client.authentication.k8s.io/exec";

    public string? ApiVersion { get; init; }

    public string? Kind { get; init; }

    public CredentialStatus? Status { get; init; }

    /// <summary>What a plugin is asked, in its variable <c>KUBERNETES_EXEC_INFO</c>.</summary>
    /// <param name="apiVersion">The one that it shall answer in.</param>
    /// <param name="server">Null where it is not to be told.</param>
    /// <param name="cluster">Of the kubeconfig.</param>
    public static string Request(string apiVersion, ApiServer? server, Kubeconfig.ClusterEntry cluster)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            json.WriteString("kind", "ExecCredential");
            json.WriteString("apiVersion", apiVersion);
            json.WriteStartObject("spec");
            json.WriteBoolean("interactive", false);
            if (server is not null)
                WriteCluster(json, server, cluster);

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    private static void WriteCluster(Utf8JsonWriter json, ApiServer server, Kubeconfig.ClusterEntry cluster)
    {
        json.WriteStartObject("cluster");
        json.WriteString("server", server.Url.OriginalString);
        if (server.TlsServerName.Length > 0)
            json.WriteString("tls-server-name", server.TlsServerName);
        if (server.SkipTlsVerify)
            json.WriteBoolean("insecure-skip-tls-verify", true);
        if (server.Authorities.Count > 0)
            json.WriteBase64String("certificate-authority-data", Encoding.UTF8.GetBytes(server.Authorities.ExportCertificatePems()));
        if (server.Proxy is not null)
            json.WriteString("proxy-url", server.Proxy.OriginalString);
        if (cluster.Extensions?.FirstOrDefault(one => one?.Name == Extension)?.Extension is { } extension)
        {
            json.WritePropertyName("config");
            extension.WriteTo(json);
        }

        json.WriteEndObject();
    }

    internal sealed class CredentialStatus
    {
        public DateTimeOffset? ExpirationTimestamp { get; init; }

        public string? Token { get; init; }

        /// <summary>PEM itself, no base64.</summary>
        public string? ClientCertificateData { get; init; }

        /// <summary>PEM itself, no base64.</summary>
        public string? ClientKeyData { get; init; }
    }
}
