using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Core.Rendered;

namespace Kube2Haproxy.Daemons.Haproxy.Planning;

/// <summary>Where the texts of each Service stand.</summary>
internal static class ServicePlaces
{
    /// <summary>Indexes in order, by Service; the Services in the order of the text.</summary>
    public static OrderedDictionary<NamespacedName, IReadOnlyList<int>> Of(IReadOnlyList<Fragment> fragments)
    {
        var places = new OrderedDictionary<NamespacedName, IReadOnlyList<int>>(fragments.Count);
        for (var i = 0; i < fragments.Count; i++)
        {
            if (fragments[i].Service is not { } service)
                continue;

            places[service] = places.TryGetValue(service, out var before) ? [.. before, i] : [i];
        }

        return places;
    }
}
