using Kube2Haproxy.Core.Cluster;

namespace Kube2Haproxy.Sources.Wire;

/// <summary>Which object it is, and nothing else of it: for those that are gone, and for those that cannot be read.</summary>
internal sealed record WireIdentity
{
    public ObjectIdentity? Metadata { get; set; }

    /// <summary>Null where it does not say.</summary>
    public NamespacedName? Name =>
        string.IsNullOrEmpty(Metadata?.Name) ? null : new NamespacedName(Metadata.Namespace ?? "", Metadata.Name);

    internal sealed record ObjectIdentity
    {
        public string? Name { get; set; }

        public string? Namespace { get; set; }

        public string? ResourceVersion { get; set; }

        public string? Uid { get; set; }
    }
}
