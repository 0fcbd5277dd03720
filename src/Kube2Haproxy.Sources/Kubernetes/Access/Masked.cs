using System.Text.RegularExpressions;

namespace Kube2Haproxy.Sources.Kubernetes.Access;

/// <summary>Text of others for messages, without the secrets in it.</summary>
internal static partial class Masked
{
    private const string Mask = "***";

    // So much of both ends: an error begins a Go program's output and ends a Python program's.
    private const int End = 150;

    // Not secret, and in every plugin's answer.
    private static readonly string[] Known =
        ["apiVersion", "ExecCredential", "expirationTimestamp", "clientCertificateData", "clientKeyData"];

    /// <summary>What may be a URL, without user and password.</summary>
    public static string Url(string text) => UserOfUrl().Replace(text, "$1" + Mask + "@");

    /// <summary>What a plugin says on standard error, in one short line.</summary>
    /// <param name="error">It.</param>
    /// <param name="output">What it printed for us, which is secret: no word of it is shown.</param>
    /// <param name="given">What it was given in its environment, which may be secret.</param>
    public static string Complaint(string error, string output, IEnumerable<string> given)
    {
        var secrets = Words().Matches(output.Replace("\\n", "\n", StringComparison.Ordinal)).Select(word => word.Value)
            .Concat(given.Where(value => value.Length >= 6))
            .Except(Known)
            .Distinct(StringComparer.Ordinal)
            .OrderByDescending(secret => secret.Length);
        foreach (var secret in secrets)
            error = error.Replace(secret, Mask, StringComparison.Ordinal);

        return Line(LooksSecret().Replace(NamedSecret().Replace(UserInText().Replace(error, "//" + Mask + "@"), "$1" + Mask), Mask));
    }

    /// <summary>In one short line without control characters, such as a terminal's colours.</summary>
    public static string Line(string text)
    {
        var line = Blank().Replace(Colours().Replace(text, ""), " ").Trim();
        return line.Length <= 2 * End ? line : $"{line[..End]} … {line[^End..]}";
    }

    [GeneratedRegex(@"^([A-Za-z][\w+.-]*://)?.*@", RegexOptions.Singleline)]
    private static partial Regex UserOfUrl();

    [GeneratedRegex(@"//[^/\s@]*@")]
    private static partial Regex UserInText();

    [GeneratedRegex(@"[^\s""',;\\{}\[\]]{8,}")]
    private static partial Regex Words();

    // password=…, "token": "…", Bearer …
    [GeneratedRegex(@"((?:(?:password|passwd|secret|token|key)[""']?\s*[=:]|bearer\s|basic\s)\s*[""']?)[^\s""',]{8,}", RegexOptions.IgnoreCase)]
    private static partial Regex NamedSecret();

    // Long, and of a mixture that words, paths and host names are not; or long hexadecimal.
    [GeneratedRegex(@"(?=[\w+/=.~-]*[a-z])(?=[\w+/=.~-]*[A-Z])(?=[\w+/=.~-]*\d)[\w+/=.~-]{20,}|\b[0-9a-fA-F]{32,}\b")]
    private static partial Regex LooksSecret();

    [GeneratedRegex(@"\x1b\[[0-9;?]*[A-Za-z]")]
    private static partial Regex Colours();

    [GeneratedRegex(@"[\s\p{Cc}]+")]
    private static partial Regex Blank();
}
