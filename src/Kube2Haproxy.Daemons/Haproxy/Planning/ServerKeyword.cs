namespace Kube2Haproxy.Daemons.Haproxy.Planning;

/// <summary>A word that a <c>server</c> line can hold, as HAProxy 2.6 and 3.0 read it (their tables <c>srv_kws</c>).</summary>
/// <param name="Setting">What it sets: of the words that set the same one, the last one counts.</param>
/// <param name="ArgumentCount">How many words behind it are its own; null for <c>source</c>, whose own words may go on.</param>
/// <param name="Effect">On the setting.</param>
/// <param name="AddedSince">The first version whose <c>add server</c> takes it; null where it is better not added.</param>
internal sealed record ServerKeyword(string Setting, int? ArgumentCount, KeywordEffect Effect, Version? AddedSince)
{
    private static readonly Version H26 = new(2, 6);
    private static readonly Version H30 = new(3, 0);

    /// <summary>By the word. One that is not here is not known: perhaps a newer HAProxy's.</summary>
    public static readonly IReadOnlyDictionary<string, ServerKeyword> All = new List<IEnumerable<KeyValuePair<string, ServerKeyword>>>
    {
        Of("allow-0rtt backup check check-send-proxy check-ssl check-via-socks4 no-ssl-reuse send-proxy ssl tfo", 0, H26),
        Of("agent-addr agent-inter agent-port agent-send alpn addr ca-file check-alpn check-proto check-sni ciphers ciphersuites crl-file crt "
            + "downinter error-limit fall fastinter inter maxconn maxqueue minconn npn observe on-error on-marked-down on-marked-up "
            + "pool-low-conn pool-max-conn pool-purge-delay port proto rise slowstart sni verify verifyhost ws", 1, H26),
        Of("client-sigalgs cookie curves hash-key pool-conn-name sigalgs", 1, H30),

        // These work on one setting together, so all are repeated in their order.
        Of("force-sslv3 force-tlsv10 force-tlsv11 force-tlsv12 force-tlsv13 no-sslv3 no-tlsv10 no-tlsv11 no-tlsv12 no-tlsv13",
            0, H26, KeywordEffect.Appends, "tls"),
        Of("ssl-max-ver ssl-min-ver", 1, H26, KeywordEffect.Appends, "tls"),
        Of("send-proxy-v2 send-proxy-v2-ssl send-proxy-v2-ssl-cn", 0, H26, KeywordEffect.Appends, "send-proxy-v2"),
        Of("proxy-v2-options", 1, H26, KeywordEffect.Appends, "send-proxy-v2"),
        Of("source", null, H26, KeywordEffect.Appends, "source"),
        Of("tls-tickets no-tls-tickets", 0, H26, KeywordEffect.Replaces, "tls-tickets"),

        // What they take back is what is there without them.
        "agent-check backup check check-send-proxy send-proxy ssl tfo".Split(' ')
            .SelectMany(static word => Of("no-" + word, 0, H26, KeywordEffect.Clears, word)),
        Of("stick", 0, H26, KeywordEffect.Clears, "non-stick"),

        // Not the same as without it: the check of a server with "ssl" would speak TLS.
        Of("no-check-ssl", 0, null, KeywordEffect.Replaces, "check-ssl"),
        Of("ssl-reuse", 0, null, KeywordEffect.Replaces, "no-ssl-reuse"),
        Of("no-send-proxy-v2 no-send-proxy-v2-ssl no-send-proxy-v2-ssl-cn", 0, null, KeywordEffect.Appends, "send-proxy-v2"),

        // They say how a host name is resolved; a server with a literal address has none.
        Of("init-addr resolve-net resolve-opts resolve-prefer", 1, H26, KeywordEffect.Ignored),

        // "add server" refuses these.
        Of("non-stick", 0, null),
        Of("log-bufsize log-proto max-reuse namespace redir resolvers socks4 tcp-ut", 1, null),

        // It takes these, but: the agent enables the server by itself, and "enable agent" is needed. No server that was added can be tracked, and
        // whether one was, the text does not say. A guid is taken until the server that had it is deleted. Shards are of peers.
        Of("agent-check", 0, null),
        Of("guid shard track", 1, null),
    }.SelectMany(static words => words).ToDictionary(StringComparer.Ordinal);

    private static IEnumerable<KeyValuePair<string, ServerKeyword>> Of(
        string words, int? argumentCount, Version? addedSince, KeywordEffect effect = KeywordEffect.Replaces, string? setting = null) =>
        words.Split(' ').Select(word => KeyValuePair.Create(word, new ServerKeyword(setting ?? word, argumentCount, effect, addedSince)));
}
