using Kube2Haproxy.Core.Cluster;

namespace Kube2Haproxy.TestSupport.Kubernetes;

/// <summary>Which objects a request is about.</summary>
/// <param name="Resource">Only this resource.</param>
/// <param name="Namespace">Only this namespace; null for all.</param>
/// <param name="Labels">Only objects with these labels.</param>
internal sealed record Selection(ApiResource Resource, string? Namespace, LabelSelector Labels)
{
    /// <summary>What the request asks for; null where its <c>labelSelector</c> is none.</summary>
    public static Selection? Of(ApiRequest request) =>
        LabelSelector.TryParse(request.Parameter("labelSelector"), out var labels, out _)
            ? new Selection(request.Resource!, request.Namespace, labels)
            : null;

    public bool Has(StoredObject? stored) =>
        stored?.Resource == Resource && (Namespace is null || stored.Namespace == Namespace) && Labels.Matches(stored.Labels);
}
