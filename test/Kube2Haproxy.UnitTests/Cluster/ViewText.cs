using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Kube2Haproxy.Core.Annotations;
using Kube2Haproxy.Core.Cluster;

namespace Kube2Haproxy.UnitTests.Cluster;

/// <summary>All that a view says, as text that can be compared: every public member of everything in it.</summary>
internal static class ViewText
{
    private static readonly JsonSerializerOptions Options = new()
    {
        Converters = { new Text<IPAddress>(), new Text<IPNetwork>(), new Annotated() },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { WithoutVersion } },
    };

    public static string Of(object view) => JsonSerializer.Serialize(view, Options);

    /// <summary>A Service that says the same in another version stays as it is.</summary>
    private static void WithoutVersion(JsonTypeInfo type)
    {
        if (type.Type == typeof(Service))
            type.Properties.Remove(type.Properties.Single(member => member.Name == nameof(Service.ResourceVersion)));
    }

    private sealed class Text<T> : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value!.ToString());
    }

    private sealed class Annotated : JsonConverter<PortSettings>
    {
        public override PortSettings Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, PortSettings value, JsonSerializerOptions options) =>
            writer.WriteStringValue(string.Join(' ', AnnotationTable.All.Select(one => value[one])));
    }
}
