using System.Globalization;
using System.Text;

namespace Kube2Haproxy.TestSupport.Kubernetes;

/// <summary>Where the next page of a list begins, and of which version all its pages are.</summary>
internal readonly record struct ContinueToken(long Version, string After)
{
    public override string ToString() =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Version} {After}")));

    /// <summary>Null for what this server did not write.</summary>
    public static ContinueToken? Parse(string text)
    {
        var bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, bytes, out var length))
            return null;

        var parts = Encoding.UTF8.GetString(bytes, 0, length).Split(' ', 2);
        return parts.Length == 2 && long.TryParse(parts[0], CultureInfo.InvariantCulture, out var version) ? new(version, parts[1]) : null;
    }
}
