using System.Buffers;
using System.Text.Json;
using Kube2Haproxy.Sources.Wire;

namespace Kube2Haproxy.Sources.Kubernetes;

/// <summary>One line of a watch: <c>{"type":"ADDED","object":{…}}</c>. The object is read by whoever knows what it is.</summary>
internal readonly ref struct WatchEvent
{
    private WatchEvent(WatchEventType type, Utf8JsonReader value)
    {
        Type = type;
        Value = value;
    }

    public WatchEventType Type { get; }

    /// <summary>Stands at the object.</summary>
    public Utf8JsonReader Value { get; }

    /// <exception cref="JsonException">It is no event.</exception>
    public static WatchEvent Parse(ReadOnlySequence<byte> line)
    {
        var reader = new Utf8JsonReader(line);
        var type = WatchEventType.Unknown;
        Utf8JsonReader value = default;
        var hasValue = false;

        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("it is no JSON object");

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isType = reader.Is("type"u8);
            var isObject = reader.Is("object"u8);
            reader.Read();
            if (isType)
            {
                type = reader.TokenType == JsonTokenType.String ? TypeOf(ref reader) : WatchEventType.Unknown;
            }
            else if (isObject)
            {
                value = reader;
                hasValue = true;
            }

            reader.Skip();
        }

        return hasValue ? new WatchEvent(type, value) : throw new JsonException("an event has a type and an object, this has not");
    }

    private static WatchEventType TypeOf(ref Utf8JsonReader reader) =>
        reader.Is("ADDED"u8) ? WatchEventType.Added
        : reader.Is("MODIFIED"u8) ? WatchEventType.Modified
        : reader.Is("DELETED"u8) ? WatchEventType.Deleted
        : reader.Is("BOOKMARK"u8) ? WatchEventType.Bookmark
        : reader.Is("ERROR"u8) ? WatchEventType.Error
        : WatchEventType.Unknown;
}
