using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Kube2Haproxy.TestSupport.ApiServer;
using Kube2Haproxy.TestSupport.Kubernetes;

namespace Kube2Haproxy.EndToEndTests.ApiServer;

/// <summary>Changes a cluster at random, and remembers what is in it, so that no write is refused.</summary>
internal sealed partial class ClusterWrites(RealApiServer api, Random random)
{
    private const int Names = 12;
    private const int SlicesEach = 3;

    private readonly RandomObjects _objects = new(api.Endpoints, random);

    // Each object that is there, by its resource, namespace and name; for a Service its UID.
    private readonly Dictionary<(ApiResource Resource, string Namespace, string Name), string> _there = [];

    /// <summary>Deletes what other histories have left.</summary>
    public async Task ClearAsync()
    {
        foreach (var resource in new[] { ApiResource.Services, api.Endpoints })
        {
            foreach (var left in await api.Client.ListAsync(resource))
            {
                var name = (string)left["metadata"]!["name"]!;
                if (Own().IsMatch(name))
                    await api.Client.DeleteAsync(resource, (string)left["metadata"]!["namespace"]!, name);
            }
        }
    }

    /// <summary>One write.</summary>
    /// <returns>What it was.</returns>
    public Task<string> NextAsync()
    {
        var number = random.Next(Names);
        var (@namespace, service) = (number % 3 == 0 ? "kube-public" : "default", $"s{number}");
        if (random.Next(100) < 45)
            return WriteAsync(ApiResource.Services, @namespace, service, () => _objects.Service(@namespace, number));

        // Endpoints have their Service's name; slices have names of their own.
        var name = api.Endpoints == ApiResource.Endpoints ? service : $"{service}-{random.Next(SlicesEach)}";
        var owner = _there.GetValueOrDefault((ApiResource.Services, @namespace, service));
        return WriteAsync(api.Endpoints, @namespace, name, () => _objects.Endpoints(@namespace, name, service, owner));
    }

    private async Task<string> WriteAsync(ApiResource resource, string @namespace, string name, Func<JsonObject> manifest)
    {
        var key = (resource, @namespace, name);
        var (isThere, choice) = (_there.ContainsKey(key), random.Next(100));
        if (!isThere)
        {
            await CreateAsync();
            return Said("create");
        }

        switch (choice)
        {
            case < 35:
                await api.Client.PatchAsync(resource, @namespace, name, _objects.Patch(resource, manifest()));
                return Said("patch");
            case < 60:
                await api.Client.ReplaceAsync(await KeepingAddressesAsync());
                return Said("replace");
            case < 78:
                await DeleteAsync();
                return Said("delete");
            default:
                await DeleteAsync();
                await CreateAsync();
                return Said("delete and create");
        }

        async Task CreateAsync() => _there[key] = (string)(await api.Client.CreateAsync(manifest()))["metadata"]!["uid"]!;

        async Task DeleteAsync()
        {
            await api.Client.DeleteAsync(resource, @namespace, name);
            _there.Remove(key);

            // The API server deletes a Service's Endpoints with it.
            var endpoints = (api.Endpoints, @namespace, name);
            if (_there.ContainsKey(endpoints) && await api.Client.GetAsync(api.Endpoints, @namespace, name) is null)
                _there.Remove(endpoints);
        }

        // A Service's address is for life.
        async Task<JsonObject> KeepingAddressesAsync()
        {
            var next = manifest();
            if (resource == ApiResource.Services)
            {
                var current = (await api.Client.GetAsync(resource, @namespace, name))!;
                foreach (var field in new[] { "clusterIP", "clusterIPs" })
                    next["spec"]![field] = current["spec"]![field]?.DeepClone();
            }

            return next;
        }

        string Said(string what) => $"{what} {resource} {@namespace}/{name}";
    }

    [GeneratedRegex(@"^s\d+(-\d)?$")]
    private static partial Regex Own();
}
