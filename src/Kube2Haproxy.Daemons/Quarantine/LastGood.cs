using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Core.Rendered;

namespace Kube2Haproxy.Daemons.Quarantine;

/// <summary>What the daemon was last seen to run, by Service.</summary>
/// <param name="fragments">In the order of the file.</param>
internal sealed class LastGood(IReadOnlyList<Fragment> fragments)
{
    /// <summary>The first line of a map: format and version, then the digest of the text that it belongs to.</summary>
    private const string Header = "kube2haproxy-map-1 ";

    private readonly Lazy<ILookup<NamespacedName, string>> _texts = new(() => fragments
        .Where(static fragment => fragment.Service is not null)
        .ToLookup(static fragment => fragment.Service.GetValueOrDefault(), static fragment => fragment.Text));

    /// <summary>Nothing is known of what it ran.</summary>
    public static LastGood Unknown { get; } = new([]);

    /// <summary>Its texts in the order of the file; empty where it had none.</summary>
    public IReadOnlyList<string> Of(NamespacedName service) => [.. _texts.Value[service]];

    /// <summary>
    /// Which part of the text belongs to which Service: the header, then <c>START LENGTH NAMESPACE/NAME</c> a line, in characters of UTF-16
    /// and the order of the file.
    /// </summary>
    /// <param name="text">Of all fragments.</param>
    public string Map(string text)
    {
        var map = new StringBuilder(Header).Append(Digest(text)).Append('\n');
        var start = 0;
        foreach (var fragment in fragments)
        {
            if (fragment.Service is { } service)
                map.Append(CultureInfo.InvariantCulture, $"{start} {fragment.Text.Length} {service}\n");
            start += fragment.Text.Length;
        }

        return map.ToString();
    }

    /// <summary>From a text and its map. Null where there is no map, it is of another text, or damaged.</summary>
    public static LastGood? Read(string text, string? map)
    {
        var lines = map?.Split('\n', StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (lines.Length == 0 || lines[0] != Header + Digest(text))
            return null;

        var fragments = new List<Fragment>(lines.Length);
        foreach (var line in lines.Skip(1))
        {
            if (line.Split(' ') is not [var start, var length, var service]
                || !int.TryParse(start, NumberStyles.None, CultureInfo.InvariantCulture, out var from)
                || !int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                || service.Split('/') is not [var space, var name]
                || from > text.Length - count)
            {
                return null;
            }

            fragments.Add(new Fragment(new NamespacedName(space, name), text.Substring(from, count)));
        }

        return new LastGood(fragments);
    }

    private static string Digest(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
