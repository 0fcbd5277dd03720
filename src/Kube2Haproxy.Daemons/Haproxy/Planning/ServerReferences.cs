using System.Text.RegularExpressions;

namespace Kube2Haproxy.Daemons.Haproxy.Planning;

/// <summary>
/// Rules that name a server: HAProxy refuses to delete it, and a file without it. <c>use-server</c>, and the fetches <c>srv_is_up(be/srv)</c> and
/// so on. What names a backend (<c>nbsrv</c>, <c>stick</c>), or a server by what the rule finds (<c>use-server %[…]</c>), holds none.
/// </summary>
internal static partial class ServerReferences
{
    /// <summary>Whether it may have one; cheap.</summary>
    public static bool MayHold(ReadOnlySpan<char> text) =>
        text.Contains("use-server", StringComparison.Ordinal) || text.Contains("srv_", StringComparison.Ordinal);

    /// <summary>Whether one of its rules names the server. A name in another backend counts too: better a reload than a file that is refused.</summary>
    public static bool Names(Section section, string server) =>
        section.Text.Span.Contains(server, StringComparison.Ordinal) && section.Lines().Any(line => Names(line, server));

    private static bool Names(ConfigurationLine line, string server) =>
        line.Words is ["use-server", var name, ..]
            ? name == server
            : line.Words.Any(word => Fetch().Matches(word).Any(fetch => fetch.Groups["server"].Value == server));

    /// <summary>The argument up to a comma, without its backend.</summary>
    [GeneratedRegex(@"srv_\w+\(['""\\]*(?:[^,)]*/)?(?<server>[^,)'""\\]*)")]
    private static partial Regex Fetch();
}
