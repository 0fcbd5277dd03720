using System.Text.Json;
using System.Text.Json.Serialization;

namespace Kube2Haproxy.Core.Rendered;

/// <summary>A template as it was read. Equal to another one where all texts are the same.</summary>
/// <param name="name">Path of the template, or the name of the built-in one; a key of the files.</param>
/// <param name="files">The text of each file that it consists of, by path or name.</param>
[method: JsonConstructor]
public sealed partial class TemplateVersion(string name, IReadOnlyDictionary<string, string> files) : IEquatable<TemplateVersion>
{
    /// <summary>Path of the template, or the name of the built-in one; a key of <see cref="Files"/>.</summary>
    public string Name { get; } = name;

    /// <summary>The text of each file that it consists of, by path or name.</summary>
    public IReadOnlyDictionary<string, string> Files { get; } = files;

    /// <summary>An object with the members of this one.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json.Default.TemplateVersion);

    /// <summary>From <see cref="ToJson"/>; null where it is something else.</summary>
    public static TemplateVersion? Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, Json.Default.TemplateVersion);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public bool Equals(TemplateVersion? other) => other is not null
        && (ReferenceEquals(this, other)
            || (Name == other.Name && Files.Count == other.Files.Count && Files.All(file => other.Files.GetValueOrDefault(file.Key) == file.Value)));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TemplateVersion);

    /// <inheritdoc/>
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    [JsonSourceGenerationOptions(RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
    [JsonSerializable(typeof(TemplateVersion))]
    private sealed partial class Json : JsonSerializerContext;
}
