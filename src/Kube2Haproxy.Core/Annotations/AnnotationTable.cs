using static Kube2Haproxy.Core.Annotations.AnnotationSyntax;

namespace Kube2Haproxy.Core.Annotations;

/// <summary>
/// Every annotation that is read of a Service. The parser, the members that templates have and the table in the documents come from here.
/// </summary>
public static class AnnotationTable
{
    /// <summary>What begins with this is an annotation of kube2haproxy's, or a mistake.</summary>
    public const string Prefix = "kube2haproxy.io/";

    /// <summary>The one that says whether a port is served at all.</summary>
    public const string Expose = "expose";

    // HAProxy counts milliseconds in 31 bits, 24.8 days; Go's durations have no days.
    private const string Longest = "576h";

    /// <summary>In the order of the documents.</summary>
    public static IReadOnlyList<Annotation> All { get; } =
    [
        Word(Expose, "Whether it is served.", "true", "false"),
        Word("mode", "How much HAProxy reads of it: nothing (tcp), or HTTP, whose requests it logs and gives an X-Forwarded-For.",
            "tcp", "http"),
        Word("balance", "How HAProxy chooses a server; source keeps a client at one server, by a consistent hash of its address.",
            "roundrobin", "leastconn", "random", "source", "first"),
        Word("proxy-protocol", "Version of the PROXY protocol that tells the servers the client's address; they must expect it.",
            "v1", "v2"),
        Word("check", "Whether HAProxy checks the servers too: by a connection, or by a GET that must be answered with 2xx or 3xx.",
            "none", "tcp", "http"),
        Path("check-path", "Path that the check asks for, / by default; needs check http.", "check", "http"),
        Duration("check-interval", "Time from one check of a server to the next, HAProxy's 2s by default; needs check tcp or http.",
            "500ms", "1h", "check", "tcp", "http"),
        Duration("timeout-connect", "Longest wait for a server to take a connection.", "1ms", Longest),
        Duration("timeout-client", "How long a client may be silent.", "1ms", Longest),
        Duration("timeout-server", "How long a server may be silent.", "1ms", Longest),
        Duration("timeout-tunnel", "How long both may be silent once data goes both ways (tcp) or a WebSocket is open (http).",
            "1ms", Longest),
        Duration("timeout-queue", "Longest wait for a server that has server-maxconn connections; timeout-connect by default.",
            "1ms", Longest),
        Whole("maxconn", "Most connections of clients at once, for each address family; more wait.", 1, 1_000_000),
        Whole("server-maxconn", "Most connections to each server at once; more wait.", 1, 1_000_000),
    ];

    private static readonly Dictionary<string, Annotation> ByName = All.ToDictionary(one => one.Name, StringComparer.Ordinal);

    /// <summary>The row of a name without prefix; null where there is none.</summary>
    public static Annotation? Find(string name) => ByName.GetValueOrDefault(name);
}
