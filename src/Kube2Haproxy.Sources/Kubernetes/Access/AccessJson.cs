using System.Text.Json.Serialization;

namespace Kube2Haproxy.Sources.Kubernetes.Access;

/// <summary>The generated readers of what an access is made of.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Kubeconfig))]
[JsonSerializable(typeof(ExecCredential))]
internal sealed partial class AccessJson : JsonSerializerContext;
