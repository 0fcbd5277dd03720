using System.IO.Pipelines;
using System.Text.Json;
using Kube2Haproxy.Core.Cluster;

namespace Kube2Haproxy.Sources.Kubernetes;

/// <summary>A full list, page by page.</summary>
internal sealed class ListPages<T>(ApiResource<T> resource, ApiConnection api)
    where T : class, IClusterObject
{
    private const int Size = 500;

    // The API server itself gives up after a minute.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    /// <summary>Reads all of them.</summary>
    /// <param name="candidates">Takes the objects; where there is a fault, those of the pages before it.</param>
    /// <param name="stop">Ends it with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>Why it is no list, or where a watch begins that misses nothing of it.</returns>
    public async Task<(ApiFault? Fault, string Version)> ReadAsync(List<Candidate<T>> candidates, CancellationToken stop)
    {
        var (version, next) = ("", "");
        do
        {
            var token = next.Length == 0 ? "" : $"&continue={Uri.EscapeDataString(next)}";
            var request = new ApiRequest(
                $"list {resource.Scope}", resource.Path($"limit={Size}{token}"), Limit, Paced: next.Length == 0, Gzip: true)
            {
                ForbiddenRemedy = resource.ForbiddenRemedy,
            };
            var fault = await api.AskAsync(request, ReadPageAsync, stop);
            if (fault is not null)
                return (fault, "");

            async Task<ApiFault?> ReadPageAsync(PipeReader body, CancellationToken limit)
            {
                var json = await body.ReadToEndAsync(limit);
                try
                {
                    var page = ListPage<T>.Parse(json, resource);
                    candidates.AddRange(page.Items);
                    if (page.Continue.Length > 0 && page.Continue == next)
                        return ApiFaults.Unreadable(request, "it names itself as the page that follows");

                    // All pages are of one version. Where they are not, the oldest misses nothing.
                    if (version.Length == 0 || ResourceVersions.IsBefore(page.ResourceVersion, version))
                        version = page.ResourceVersion;

                    next = page.Continue;
                    return null;
                }
                catch (JsonException failure)
                {
                    return ApiFaults.Unreadable(request, failure.Message);
                }
            }
        }
        while (next.Length > 0);

        return (null, version);
    }
}
