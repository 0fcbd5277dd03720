using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kube2Haproxy.Sources.Wire;

/// <summary>An address, read from the bytes as they came.</summary>
/// <param name="Value">A unicast address; null where <paramref name="Text"/> is none.</param>
/// <param name="Text">What stands there instead of an address; null where it is one, or nothing stands there.</param>
[JsonConverter(typeof(Reader))]
internal readonly record struct WireAddress(IPAddress? Value, string? Text)
{
    internal sealed class Reader : JsonConverter<WireAddress>
    {
        public override WireAddress Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader is { TokenType: JsonTokenType.String, HasValueSequence: false, ValueIsEscaped: false }
            && KubernetesAddresses.TryParse(reader.ValueSpan, out var address)
                ? new WireAddress(address, null)
                : Slowly(reader.GetString());

        public override void Write(Utf8JsonWriter writer, WireAddress value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Text ?? value.Value?.ToString());

        // At the border of two buffers, or no address.
        private static WireAddress Slowly(string? text) =>
            KubernetesAddresses.TryParse(text, System.Net.Sockets.AddressFamily.Unspecified, out var address)
                ? new WireAddress(address, null)
                : new WireAddress(null, text);
    }
}
