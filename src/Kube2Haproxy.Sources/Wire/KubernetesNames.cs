namespace Kube2Haproxy.Sources.Wire;

/// <summary>The forms of names that Kubernetes allows (apimachinery <c>validation</c>, after RFC 1123).</summary>
internal static class KubernetesNames
{
    public const string LabelRule =
        "it must be a DNS label: at most 63 of a-z, 0-9 and '-', beginning and ending with a letter or digit";

    public const string SubdomainRule =
        "it must be a DNS name: at most 253 of a-z, 0-9, '-' and '.', each part beginning and ending with a letter or digit";

    /// <summary>Namespaces, Services and ports.</summary>
    public static bool IsLabel(string? name) => name is { Length: >= 1 and <= 63 } && IsPart(name);

    /// <summary>Most other kinds.</summary>
    public static bool IsSubdomain(string? name)
    {
        if (name is not { Length: >= 1 and <= 253 })
            return false;

        foreach (var part in name.AsSpan().Split('.'))
        {
            if (!IsPart(name.AsSpan(part)))
                return false;
        }

        return true;
    }

    private static bool IsPart(ReadOnlySpan<char> part)
    {
        if (part.IsEmpty || part[0] == '-' || part[^1] == '-')
            return false;

        foreach (var character in part)
        {
            if (!char.IsAsciiLetterLower(character) && !char.IsAsciiDigit(character) && character != '-')
                return false;
        }

        return true;
    }
}
