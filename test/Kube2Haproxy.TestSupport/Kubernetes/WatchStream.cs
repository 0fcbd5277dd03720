using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace Kube2Haproxy.TestSupport.Kubernetes;

/// <summary>The lines that one watch has still to write.</summary>
internal sealed class WatchStream(Selection selection, bool bookmarks, Action<WatchStream> closed) : IDisposable
{
    // Unbounded: a client that does not read must not stop the test that writes.
    private readonly Channel<byte[]> _lines = Channel.CreateUnbounded<byte[]>();

    public ApiResource Resource => selection.Resource;

    /// <summary>Each with its newline. Ends when the server is to end the watch.</summary>
    public ChannelReader<byte[]> Lines => _lines.Reader;

    /// <summary>An object that changes its labels comes and goes for whoever selects by them.</summary>
    /// <param name="before">Null where it is new.</param>
    /// <param name="now">Null where it is gone.</param>
    /// <param name="last">The state that the event shows: for one that is gone the last one, with the version of its going.</param>
    public void Offer(StoredObject? before, StoredObject? now, StoredObject last)
    {
        var type = (selection.Has(before), selection.Has(now)) switch
        {
            (false, true) => "ADDED",
            (true, true) => "MODIFIED",
            (true, false) => "DELETED",
            _ => null,
        };
        if (type is not null)
            _lines.Writer.TryWrite([.. """{"type":"""u8, .. Quoted(type), .. ""","object":"""u8, .. last.Whole, .. "}\n"u8]);
    }

    public void Bookmark(long version)
    {
        if (!bookmarks)
            return;

        var empty = new JsonObject
        {
            ["kind"] = Resource.Kind,
            ["apiVersion"] = Resource.ApiVersion,
            ["metadata"] = new JsonObject
            {
                ["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture),
                ["creationTimestamp"] = null,
            },
        };
        foreach (var (key, value) in JsonNode.Parse(Resource.Empty)!.AsObject())
            empty[key] = value?.DeepClone();
        _lines.Writer.TryWrite(Event("BOOKMARK", empty));
    }

    /// <summary>An ERROR event, and the end.</summary>
    public void Fail(JsonObject status)
    {
        _lines.Writer.TryWrite(Event("ERROR", status));
        End();
    }

    public void End() => _lines.Writer.TryComplete();

    public void Dispose() => closed(this);

    public static byte[] Event(string type, JsonObject content) =>
        [.. JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["type"] = type, ["object"] = content }), .. "\n"u8];

    private static byte[] Quoted(string text) => JsonSerializer.SerializeToUtf8Bytes(text);
}
