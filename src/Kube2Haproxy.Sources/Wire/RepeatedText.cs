using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kube2Haproxy.Sources.Wire;

/// <summary>Reads texts of which a cluster has few and says them often (nodes, zones, kinds): one string serves all that say the same.</summary>
/// <remarks>The newest text of each hash is kept, so its size is bounded whatever comes; a race costs a string, not a wrong one.</remarks>
internal sealed class RepeatedText : JsonConverter<string?>
{
    // Clusters have up to 5,000 nodes; whoever finds no room only costs a string.
    private const int Slots = 4096;
    private const int Longest = 128;

    private static readonly string?[] Kept = new string?[Slots];

    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String || reader.HasValueSequence || reader.ValueSpan.Length > Longest)
            return reader.GetString();

        var hash = default(HashCode);
        hash.AddBytes(reader.ValueSpan);
        ref var slot = ref Kept[(uint)hash.ToHashCode() % Slots];
        var kept = slot;
        return kept is not null && reader.ValueTextEquals(kept) ? kept : slot = reader.GetString();
    }

    public override void Write(Utf8JsonWriter writer, string? value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
