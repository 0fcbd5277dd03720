using System.Text.Json.Serialization;

namespace Kube2Haproxy.Status;

/// <summary>The generated reader and writer. What is not ASCII is written as an escape: no byte of it steers a terminal.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(StatusDocument))]
internal sealed partial class StatusJson : JsonSerializerContext;
