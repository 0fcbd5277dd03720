using System.Buffers;

namespace Kube2Haproxy.Core.Cluster;

/// <summary>The name of a server: unique in its backend, and legal in HAProxy (letters, digits, <c>-_.:</c>; manual 4).</summary>
internal static class ServerName
{
    private static readonly SearchValues<char> PodCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.");

    /// <summary>
    /// The pod's name; where there is none, or the pod has two endpoints here (a StatefulSet's old and new one), the address and port.
    /// None can be taken for another: no pod's name has a colon or an underscore.
    /// </summary>
    /// <remarks>Whoever may write endpoints may write any text as a pod's name; nobody has checked it. What can be none is none.</remarks>
    /// <param name="endpoint">An address and port that no other server of the backend has.</param>
    /// <param name="isOneOfSeveral">The pod has another endpoint in the backend.</param>
    public static string Of(Endpoint endpoint, bool isOneOfSeveral)
    {
        if (string.IsNullOrEmpty(endpoint.Pod) || endpoint.Pod.AsSpan().ContainsAnyExcept(PodCharacters))
            return $"{endpoint.Address}:{endpoint.Port}";

        return ShortName.Of(isOneOfSeveral ? $"{endpoint.Pod}_{endpoint.Address}:{endpoint.Port}" : endpoint.Pod);
    }

    /// <summary>The node's name, which is a DNS name.</summary>
    public static string Of(Node node) => ShortName.Of(node.Name.Name);
}
