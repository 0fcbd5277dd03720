namespace Kube2Haproxy.Sources.Kubernetes;

/// <summary>One GET, or one PATCH where it has a patch.</summary>
/// <param name="Purpose">For messages, after "to": <c>list services</c>.</param>
/// <param name="Path">From the API server's root, with the query.</param>
/// <param name="Limit">The time for the whole answer with its body; after it the connection counts as dead.</param>
/// <param name="Paced">Counts against Qps.</param>
/// <param name="Gzip">The answer may come compressed. Not for a watch: whoever compressed it would hold its events back.</param>
internal sealed record ApiRequest(string Purpose, string Path, TimeSpan Limit, bool Paced = true, bool Gzip = false)
{
    /// <summary>A JSON merge patch (RFC 7396); null to read.</summary>
    public byte[]? MergePatch { get; init; }

    /// <summary>A sentence for the operator where the API server does not allow it: what would be right.</summary>
    public string ForbiddenRemedy { get; init; } = "";
}
