namespace Kube2Haproxy.Sources.Kubernetes;

/// <summary>meta/v1 WatchEvent.type.</summary>
internal enum WatchEventType
{
    /// <summary>None of the others: something that we do not know may be lost.</summary>
    Unknown,
    Added,
    Modified,
    Deleted,

    /// <summary>Only the resourceVersion went on.</summary>
    Bookmark,

    /// <summary>The object is a Status.</summary>
    Error,
}
