using System.Text.Json.Nodes;

namespace Kube2Haproxy.TestSupport.ApiServer;

/// <summary>A custom resource that looks like discovery.k8s.io/v1 EndpointSlices to a client, for releases that do not serve them.</summary>
internal static class SliceDefinition
{
    public static JsonObject Json => JsonNode.Parse("""
        {
          "apiVersion": "apiextensions.k8s.io/v1",
          "kind": "CustomResourceDefinition",
          "metadata": {
            "name": "endpointslices.discovery.k8s.io",
            "annotations": { "api-approved.kubernetes.io": "unapproved, for tests on loopback" }
          },
          "spec": {
            "group": "discovery.k8s.io",
            "scope": "Namespaced",
            "names": { "kind": "EndpointSlice", "listKind": "EndpointSliceList", "plural": "endpointslices", "singular": "endpointslice" },
            "versions": [
              {
                "name": "v1",
                "served": true,
                "storage": true,
                "schema": { "openAPIV3Schema": { "type": "object", "x-kubernetes-preserve-unknown-fields": true } }
              }
            ]
          }
        }
        """)!.AsObject();
}
