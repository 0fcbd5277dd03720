namespace Kube2Haproxy.TestSupport.Kubernetes;

/// <summary>What a request asks for, in RBAC's words.</summary>
public enum ApiVerb
{
    /// <summary>Discovery, the version, and whatever is no resource.</summary>
    Other,
    Get,
    List,
    Watch,

    /// <summary>Of the subresource <c>status</c>; there is no other.</summary>
    Patch,
}

/// <summary>A request that came to the fake API server.</summary>
/// <param name="Protocol"><c>HTTP/1.1</c> or <c>HTTP/2</c>.</param>
/// <param name="Resource">Null for discovery and unknown paths.</param>
/// <param name="Namespace">Null for requests about all namespaces.</param>
/// <param name="Name">Null for requests about many objects.</param>
/// <param name="TokenAccepted">It had a bearer token, or a client certificate, that is accepted now.</param>
/// <param name="AcceptsGzip">It asked for a compressed answer.</param>
public sealed record ApiRequest(
    string Method,
    string Path,
    IReadOnlyDictionary<string, string> Query,
    string Protocol,
    ApiVerb Verb,
    ApiResource? Resource,
    string? Namespace,
    string? Name,
    bool TokenAccepted,
    bool AcceptsGzip)
{
    /// <summary>As they came; several values of one are joined by commas.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>What was sent; empty where nothing was.</summary>
    public string Body { get; init; } = "";

    public bool IsPatch => Verb == ApiVerb.Patch;

    public bool IsList(ApiResource? resource = null) => Verb == ApiVerb.List && (resource is null || Resource == resource);

    public bool IsWatch(ApiResource? resource = null) => Verb == ApiVerb.Watch && (resource is null || Resource == resource);

    /// <summary>A query parameter, empty where it is missing: the real server takes both for the same.</summary>
    public string Parameter(string name) => Query.GetValueOrDefault(name, "");
}
