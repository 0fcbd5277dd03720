using YamlDotNet.Serialization;

namespace Kube2Haproxy.TestSupport.ApiServer;

/// <summary>A file of manifests, split into what is to be posted where.</summary>
internal static class ManifestFile
{
    private static readonly Dictionary<string, string> Paths = new()
    {
        ["ServiceAccount"] = "/api/v1/namespaces/{0}/serviceaccounts",
        ["Secret"] = "/api/v1/namespaces/{0}/secrets",
        ["ClusterRole"] = "/apis/rbac.authorization.k8s.io/v1/clusterroles",
        ["ClusterRoleBinding"] = "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
    };

    public static IEnumerable<(string Path, string Document)> Read(string file)
    {
        var yaml = new DeserializerBuilder().IgnoreUnmatchedProperties().Build();
        foreach (var document in File.ReadAllText(file).Split("\n---\n"))
        {
            var head = yaml.Deserialize<Head>(document);
            yield return (string.Format(null, Paths[head.Kind], head.Metadata.Namespace), document);
        }
    }

    private sealed class Head
    {
        [YamlMember(Alias = "kind")]
        public string Kind { get; set; } = "";

        [YamlMember(Alias = "metadata")]
        public Metadata Metadata { get; set; } = new();
    }

    private sealed class Metadata
    {
        [YamlMember(Alias = "namespace")]
        public string Namespace { get; set; } = "";
    }
}
