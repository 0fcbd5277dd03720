using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Sources.Wire;
using Microsoft.Extensions.Logging;

namespace Kube2Haproxy.Sources.Kubernetes;

/// <summary>Finds out in which form the cluster says what is behind its Services.</summary>
internal sealed class Discovery(ApiConnection api, SourceHealth health, Backoff backoff, TimeProvider time, ILogger logger)
{
    private const string Name = "discovery";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>EndpointSlices, or Endpoints where the API server says that it has none. Asks until it has an answer.</summary>
    public async Task<ApiResource<ServiceEndpoints>> EndpointsAsync(CancellationToken stop)
    {
        while (true)
        {
            var (hasSlices, fault) = await HasSlicesAsync(stop);
            if (fault is null)
            {
                var chosen = hasSlices ? ApiResources.EndpointSlices : ApiResources.Endpoints;
                health.Follows(Name);
                logger.EndpointsChosen(chosen.Name);
                return chosen;
            }

            health.Failed(Name, Name, fault);
            await Task.Delay(backoff.Failed(), time, stop);
        }
    }

    private async Task<(bool HasSlices, ApiFault? Fault)> HasSlicesAsync(CancellationToken stop)
    {
        var request = new ApiRequest("discover discovery.k8s.io/v1", "apis/discovery.k8s.io/v1", Limit, Gzip: true)
        {
            ForbiddenRemedy = "Grant this user the ClusterRole system:discovery, which every cluster has.",
        };
        var hasSlices = false;
        var fault = await api.AskAsync(request, ReadAsync, stop);

        // Only "not found" says that there are none: any other failure says nothing.
        return fault is { Kind: ApiFaultKind.NotFound } ? (false, null) : (hasSlices, fault);

        async Task<ApiFault?> ReadAsync(PipeReader body, CancellationToken limit)
        {
            try
            {
                var resources = Parse(await body.ReadToEndAsync(limit));
                hasSlices = resources.Exists(resource => resource?.Name == "endpointslices");
                return null;
            }
            catch (JsonException failure)
            {
                return ApiFaults.Unreadable(request, failure.Message);
            }
        }
    }

    private static List<WireResourceList.ApiResource?> Parse(ReadOnlySequence<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        return JsonSerializer.Deserialize(ref reader, WireJson.Default.WireResourceList)?.Resources
            ?? throw new JsonException("a list of resources has resources, this has not");
    }
}
