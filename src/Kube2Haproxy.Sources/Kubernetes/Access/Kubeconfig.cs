using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kube2Haproxy.Sources.Kubernetes.Access;

/// <summary>A kubeconfig, as far as it is used here (client-go's <c>tools/clientcmd/api/v1</c>).</summary>
/// <remarks>The client library's own type knows neither <c>tokenFile</c> nor <c>proxy-url</c> nor <c>interactiveMode</c>.</remarks>
internal sealed class Kubeconfig
{
    [JsonPropertyName("current-context")]
    public string? CurrentContext { get; init; }

    public IReadOnlyList<NamedContext?>? Contexts { get; init; }

    public IReadOnlyList<NamedCluster?>? Clusters { get; init; }

    public IReadOnlyList<NamedUser?>? Users { get; init; }

    internal sealed class NamedContext
    {
        public string? Name { get; init; }

        public ContextEntry? Context { get; init; }
    }

    internal sealed class ContextEntry
    {
        public string? Cluster { get; init; }

        public string? User { get; init; }
    }

    internal sealed class NamedCluster
    {
        public string? Name { get; init; }

        public ClusterEntry? Cluster { get; init; }
    }

    internal sealed class ClusterEntry
    {
        public string? Server { get; init; }

        [JsonPropertyName("tls-server-name")]
        public string? TlsServerName { get; init; }

        [JsonPropertyName("insecure-skip-tls-verify")]
        public bool? SkipTlsVerify { get; init; }

        [JsonPropertyName("certificate-authority")]
        public string? Authority { get; init; }

        [JsonPropertyName("certificate-authority-data")]
        public string? AuthorityData { get; init; }

        [JsonPropertyName("proxy-url")]
        public string? ProxyUrl { get; init; }

        public IReadOnlyList<NamedExtension?>? Extensions { get; init; }
    }

    internal sealed class NamedExtension
    {
        public string? Name { get; init; }

        public JsonElement? Extension { get; init; }
    }

    internal sealed class NamedUser
    {
        public string? Name { get; init; }

        public UserEntry? User { get; init; }
    }

    internal sealed class UserEntry
    {
        [JsonPropertyName("client-certificate")]
        public string? Certificate { get; init; }

        [JsonPropertyName("client-certificate-data")]
        public string? CertificateData { get; init; }

        [JsonPropertyName("client-key")]
        public string? Key { get; init; }

        [JsonPropertyName("client-key-data")]
        public string? KeyData { get; init; }

        public string? Token { get; init; }

        public string? TokenFile { get; init; }

        public string? Username { get; init; }

        public string? Password { get; init; }

        public ExecEntry? Exec { get; init; }

        [JsonPropertyName("auth-provider")]
        public JsonElement? AuthProvider { get; init; }

        [JsonPropertyName("as")]
        public string? As { get; init; }

        [JsonPropertyName("as-uid")]
        public string? AsUid { get; init; }

        [JsonPropertyName("as-groups")]
        public IReadOnlyList<string?>? AsGroups { get; init; }

        [JsonPropertyName("as-user-extra")]
        public IReadOnlyDictionary<string, IReadOnlyList<string?>?>? AsUserExtra { get; init; }
    }

    internal sealed class ExecEntry
    {
        public string? ApiVersion { get; init; }

        public string? Command { get; init; }

        public IReadOnlyList<string?>? Args { get; init; }

        public IReadOnlyList<Variable?>? Env { get; init; }

        public string? InstallHint { get; init; }

        public bool? ProvideClusterInfo { get; init; }

        public string? InteractiveMode { get; init; }
    }

    internal sealed class Variable
    {
        public string? Name { get; init; }

        public string? Value { get; init; }
    }
}
