using Microsoft.AspNetCore.Http;

namespace Kube2Haproxy.TestSupport.Kubernetes;

/// <summary>Reads what a request asks for out of its path and query.</summary>
internal static class RequestReader
{
    private const string Status = "/status";

    public static ApiRequest Read(HttpRequest http, bool tokenAccepted, bool endpointSlices)
    {
        var path = http.Path.Value ?? "";
        var query = http.Query.ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
        var isStatusPatch = http.Method == "PATCH" && path.EndsWith(Status, StringComparison.Ordinal);
        var (resource, @namespace, name) = Target(isStatusPatch ? path[..^Status.Length] : path, endpointSlices);
        var watch = query.GetValueOrDefault("watch") is "1" or "true";
        var verb = resource is null ? ApiVerb.Other : isStatusPatch ? ApiVerb.Patch : name is not null ? ApiVerb.Get : watch ? ApiVerb.Watch : ApiVerb.List;
        var gzip = http.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);
        return new(http.Method, path, query, http.Protocol, verb, resource, @namespace, name, tokenAccepted, gzip)
        {
            Headers = http.Headers.ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.OrdinalIgnoreCase),
        };
    }

    private static (ApiResource? Resource, string? Namespace, string? Name) Target(string path, bool endpointSlices)
    {
        foreach (var resource in ApiResource.All.Where(resource => endpointSlices || resource != ApiResource.EndpointSlices))
        {
            if (!path.StartsWith(resource.Root + "/", StringComparison.Ordinal))
                continue;

            var parts = path[(resource.Root.Length + 1)..].Split('/');
            if (parts is [var plural] && plural == resource.Plural)
                return (resource, null, null);
            if (parts is [var unscoped, var node] && unscoped == resource.Plural && !resource.Namespaced)
                return (resource, null, node);
            if (parts is ["namespaces", var within, var inside] && inside == resource.Plural)
                return (resource, within, null);
            if (parts is ["namespaces", var where, var of, var name] && of == resource.Plural)
                return (resource, where, name);
        }

        return default;
    }
}
