using System.Text.Json.Serialization;

namespace Kube2Haproxy.Sources.Wire;

/// <summary>The generated readers of all wire types.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(WireService))]
[JsonSerializable(typeof(WireEndpointSlice))]
[JsonSerializable(typeof(WireEndpoints))]
[JsonSerializable(typeof(WireNode))]
[JsonSerializable(typeof(WireIdentity))]
[JsonSerializable(typeof(WireListMeta))]
[JsonSerializable(typeof(WireResourceList))]
[JsonSerializable(typeof(WireStatus))]
internal sealed partial class WireJson : JsonSerializerContext;
