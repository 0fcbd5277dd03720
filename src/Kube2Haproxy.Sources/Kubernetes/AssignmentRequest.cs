using System.Net;
using System.Text.Json;
using Kube2Haproxy.Core.Cluster;

namespace Kube2Haproxy.Sources.Kubernetes;

/// <summary>Writes an address to a Service's status: a merge patch of its subresource <c>status</c> (core/v1).</summary>
internal static class AssignmentRequest
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Holds UID and resourceVersion of the Service that was looked at: one that has changed since, or another one of that name, is a conflict
    /// (409) and stays as it is.
    /// </summary>
    public static ApiRequest Of(AddressAssignment assignment)
    {
        var (space, name) = (assignment.Service.Namespace, assignment.Service.Name);
        return new ApiRequest(
            "patch services/status",
            $"/api/v1/namespaces/{Uri.EscapeDataString(space)}/services/{Uri.EscapeDataString(name)}/status",
            Limit)
        {
            MergePatch = Patch(assignment),
            ForbiddenRemedy = "Grant this user the verb patch on services/status, as deploy/kubernetes/rbac-pools.yaml does.",
        };
    }

    private static byte[] Patch(AddressAssignment assignment)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteStartObject("metadata");
            json.WriteString("uid", assignment.Uid);
            json.WriteString("resourceVersion", assignment.ResourceVersion);
            json.WriteEndObject();
            json.WriteStartObject("status");
            json.WriteStartObject("loadBalancer");
            json.WriteStartArray("ingress");
            foreach (var address in assignment.Addresses)
                Write(json, address);

            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    private static void Write(Utf8JsonWriter json, IPAddress address)
    {
        json.WriteStartObject();
        json.WriteString("ip", address.ToString());

        // What comes to the address inside the cluster must take the way over HAProxy, too (KEP-1860); older API servers leave it out.
        json.WriteString("ipMode", "Proxy");
        json.WriteEndObject();
    }
}
