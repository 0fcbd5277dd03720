using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Kube2Haproxy.Sources.Manifests;

/// <summary>A YAML document as the JSON that the API server would send, by the core schema (YAML 1.2.2, 10.3).</summary>
internal static partial class YamlJson
{
    /// <summary>A manifest is a handful of levels deep; an anchor that holds itself has no end.</summary>
    private const int MostLevels = 64;

    /// <summary>Aliases of aliases grow without bound.</summary>
    private const int MostNodes = 1_000_000;

    /// <exception cref="ManifestException">It has no such JSON.</exception>
    public static byte[] Of(YamlNode node)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            var nodes = 0;
            Write(json, node, 0, ref nodes);
        }

        return stream.ToArray();
    }

    /// <summary>The node at a JSON path such as <c>$.spec.ports[0].port</c>, or the last one on the way that there is.</summary>
    public static YamlNode At(YamlNode node, string? path)
    {
        foreach (Match step in Steps().Matches(path ?? ""))
        {
            var next = node switch
            {
                YamlMappingNode map => map.Children.FirstOrDefault(
                    child => child.Key is YamlScalarNode key && key.Value == step.Groups["name"].Value).Value,
                YamlSequenceNode list when int.TryParse(step.Groups["index"].Value, out var index) && index < list.Children.Count =>
                    list.Children[index],
                _ => null,
            };
            if (next is null)
                break;

            node = next;
        }

        return node;
    }

    private static void Write(Utf8JsonWriter json, YamlNode node, int level, ref int nodes)
    {
        if (level > MostLevels || ++nodes > MostNodes)
            throw new ManifestException(node.Start.Line, "it has too many levels or aliases; write it out.");

        switch (node)
        {
            case YamlMappingNode map:
                json.WriteStartObject();
                foreach (var (key, value) in map.Children)
                {
                    if (key is not YamlScalarNode name)
                        throw new ManifestException(key.Start.Line, "a key is no text; the keys of a manifest are names.");

                    json.WritePropertyName(name.Value ?? "");
                    Write(json, value, level + 1, ref nodes);
                }

                json.WriteEndObject();
                break;
            case YamlSequenceNode list:
                json.WriteStartArray();
                foreach (var item in list.Children)
                    Write(json, item, level + 1, ref nodes);

                json.WriteEndArray();
                break;
            case YamlScalarNode scalar:
                WriteScalar(json, scalar);
                break;
        }
    }

    private static void WriteScalar(Utf8JsonWriter json, YamlScalarNode scalar)
    {
        var text = scalar.Value ?? "";
        if (scalar.Style != ScalarStyle.Plain || scalar.Tag == "tag:yaml.org,2002:str")
            json.WriteStringValue(text);
        else if (text is "" or "~" or "null" or "Null" or "NULL")
            json.WriteNullValue();
        else if (text is "true" or "True" or "TRUE")
            json.WriteBooleanValue(true);
        else if (text is "false" or "False" or "FALSE")
            json.WriteBooleanValue(false);
        else if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            json.WriteNumberValue(number);
        else if (Fraction().IsMatch(text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var fraction))
            json.WriteNumberValue(fraction);
        else
            json.WriteStringValue(text);
    }

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")]
    private static partial Regex Fraction();

    [GeneratedRegex(@"\.(?<name>[^.\[]+)|\[(?<index>\d+)\]|\['(?<name>[^']*)'\]")]
    private static partial Regex Steps();
}
