using Kube2Haproxy.Core.Cluster;

namespace Kube2Haproxy.Sources.Wire;

/// <summary>What became of a wire object: an object of the model, a refusal, or neither: it is no object for us.</summary>
internal readonly record struct Conversion<T>
    where T : class, IClusterObject
{
    private Conversion(T? value, string? refusal)
    {
        Value = value;
        Refusal = refusal;
    }

    /// <summary>Null where it is refused or is none for us.</summary>
    public T? Value { get; }

    /// <summary>All that is wrong with it, a sentence for each field: what was found, what would be right; null where nothing is.</summary>
    public string? Refusal { get; }

    /// <summary>Legal, but of a kind that no Service sees.</summary>
    public static Conversion<T> NotForUs => default;

    public static Conversion<T> Of(T value) => new(value, null);

    public static Conversion<T> Refused(string refusal) => new(null, refusal);
}
