using System.Text.Json;

namespace Kube2Haproxy.Sources.Wire;

/// <summary>Compares the text at which a reader stands.</summary>
internal static class JsonText
{
    /// <summary>
    /// Whether it is just this text. One with escapes is not: nobody escapes plain letters, and an escape that is no Unicode makes the
    /// reader's own comparison throw what no reader of JSON expects.
    /// </summary>
    public static bool Is(this ref Utf8JsonReader reader, ReadOnlySpan<byte> plain) =>
        !reader.ValueIsEscaped && reader.ValueTextEquals(plain);
}
