using System.Globalization;
using System.Text.Json;

namespace Kube2Haproxy.TestSupport.Kubernetes;

/// <summary>Answers a list, by the rules of the API concepts' chapter "Resource versions": all pages are of one version.</summary>
internal static class ListAnswer
{
    /// <param name="old">A version to answer from in place of the newest.</param>
    public static (int Status, byte[] Body) To(ApiRequest request, Selection selection, ObjectStore store, long? old)
    {
        var newest = old ?? store.Version;
        if (!TryNumber(request.Parameter("limit"), out var limit))
            return Refuse(400, "limit is no number");

        if (request.Parameter("continue") is { Length: > 0 } next)
        {
            return ContinueToken.Parse(next) is { } token
                ? Page(selection, store, token.Version, token.After, limit)
                : Refuse(400, "continue key is not valid");
        }

        if (!TryNumber(request.Parameter("resourceVersion"), out var wanted))
            return Refuse(400, "resourceVersion is no number");

        if (wanted > newest)
            return Refuse(504, $"Too large resource version: {wanted}, current: {newest}");

        // Without a match rule, a version together with a limit means exactly that one.
        var match = request.Parameter("resourceVersionMatch");
        var exact = wanted > 0 && (match == "Exact" || (match.Length == 0 && limit > 0));
        return Page(selection, store, exact ? wanted : newest, "", limit);
    }

    private static (int Status, byte[] Body) Page(Selection selection, ObjectStore store, long version, string after, long limit)
    {
        if (store.At(selection, version) is not { } all)
        {
            return after.Length > 0
                ? Refuse(410, "The provided continue parameter is too old to display a consistent list result. You can start a new "
                    + "list without the continue parameter.")
                : Refuse(410, $"The resourceVersion for the provided list is too old: {version}");
        }

        var left = all.SkipWhile(stored => string.CompareOrdinal(stored.Key, after) <= 0).ToList();
        var page = limit > 0 ? left.Take((int)limit).ToList() : left;
        var more = left.Count - page.Count;

        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("kind", selection.Resource.Kind + "List");
            json.WriteString("apiVersion", selection.Resource.ApiVersion);
            json.WriteStartObject("metadata");
            json.WriteString("resourceVersion", version.ToString(CultureInfo.InvariantCulture));
            if (more > 0)
            {
                json.WriteString("continue", new ContinueToken(version, page[^1].Key).ToString());
                json.WriteNumber("remainingItemCount", more);
            }

            json.WriteEndObject();
            json.WriteStartArray("items");
            foreach (var stored in page)
                json.WriteRawValue(stored.Item);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return (200, [.. buffer.ToArray(), .. "\n"u8]);
    }

    private static (int Status, byte[] Body) Refuse(int code, string message) =>
        (code, JsonSerializer.SerializeToUtf8Bytes(StatusObject.Of(code, message)));

    private static bool TryNumber(string text, out long number)
    {
        number = 0;
        return text.Length == 0 || (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number));
    }
}
