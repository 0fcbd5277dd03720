namespace Kube2Haproxy.Sources.Kubernetes;

/// <summary>Why the API could not be followed. Decides what happens next, and is a label of the metrics.</summary>
internal enum ApiFaultKind
{
    /// <summary>No request could be made: kubeconfig or credentials cannot be had.</summary>
    Configuration,

    /// <summary>No connection.</summary>
    Unreachable,

    /// <summary>HTTP 401, after new credentials were tried.</summary>
    Unauthorized,

    /// <summary>HTTP 403.</summary>
    Forbidden,

    /// <summary>HTTP 404.</summary>
    NotFound,

    /// <summary>HTTP 409: the object has changed, or is another one by now.</summary>
    Conflict,

    /// <summary>HTTP 410, or an ERROR event that says so: the resourceVersion or the page token is too old.</summary>
    Expired,

    /// <summary>HTTP 429.</summary>
    Overloaded,

    /// <summary>Any other HTTP status but 200, or such an ERROR event.</summary>
    Refused,

    /// <summary>The connection broke while the body was read.</summary>
    Cut,

    /// <summary>Nothing came within the time that the request has.</summary>
    Silent,

    /// <summary>The body is not what it must be: something may have been lost.</summary>
    Unreadable,
}
