using System.Text.Json;

namespace Kube2Haproxy.Configuration;

/// <summary>The settings of one JSON file, in which comments and final commas are allowed.</summary>
internal static class FileLayer
{
    private static readonly JsonDocumentOptions Json = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Reads the first file that exists, and no other.</summary>
    /// <param name="named">What <c>--config</c> names, which must exist; null where it was not given.</param>
    /// <param name="usual">Where a file may lie, in the order of their right.</param>
    public static SettingsLayer Read(string? named, IReadOnlyList<string> usual)
    {
        if (named is not null)
        {
            return TryRead(named)
                ?? Fault($"{named} (--config) does not exist; name a file that does, or leave the flag out to read the usual ones.");
        }

        return usual.Select(TryRead).FirstOrDefault(layer => layer is not null) ?? new SettingsLayer([]);
    }

    // Null where there is no such file. File.Exists would say so too of a file in a directory that may not be entered.
    private static SettingsLayer? TryRead(string path)
    {
        if (Directory.Exists(path))
            return Fault($"{path} is a directory; it must be a JSON file.");
        try
        {
            using var stream = File.OpenRead(path);
            using var document = JsonDocument.Parse(stream, Json);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return Fault($"{path} holds no JSON object; it must begin with {{ and hold sections such as \"Haproxy\".");
            var values = new List<GivenValue>();
            Flatten(document.RootElement, "", path, values);
            return new SettingsLayer(values);
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Fault($"{path} cannot be read: {refused.Message} The user that the daemon runs as needs the right to read it.");
        }
        catch (JsonException wrong)
        {
            // The exception counts lines from 0, and repeats them in its message.
            var complaint = wrong.Message.Split(" LineNumber:")[0];
            return Fault($"{path}, line {wrong.LineNumber + 1}, is not valid JSON: {complaint}");
        }
        catch (InvalidOperationException)
        {
            return Fault($"{path} holds a string with half of a surrogate pair (\\uD800 to \\uDFFF); write whole characters.");
        }
    }

    private static void Flatten(JsonElement element, string key, string path, List<GivenValue> values)
    {
        var isEmpty = true;
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    Flatten(property.Value, key.Length == 0 ? property.Name : $"{key}:{property.Name}", path, values);
                    isEmpty = false;
                }

                if (isEmpty && key.Length > 0)
                    values.Add(new GivenValue(key, null, path));
                break;
            case JsonValueKind.Array:
                foreach (var (index, item) in element.EnumerateArray().Index())
                {
                    Flatten(item, $"{key}:{index}", path, values);
                    isEmpty = false;
                }

                if (isEmpty)
                    values.Add(new GivenValue(key, "", path));
                break;
            case JsonValueKind.Null:
                values.Add(new GivenValue(key, null, path));
                break;
            case JsonValueKind.True or JsonValueKind.False:
                values.Add(new GivenValue(key, element.GetBoolean() ? "true" : "false", path));
                break;
            default:
                values.Add(new GivenValue(key, element.ValueKind == JsonValueKind.String ? element.GetString() : element.GetRawText(), path));
                break;
        }
    }

    private static SettingsLayer Fault(string fault) => new([]) { Faults = [fault] };
}
