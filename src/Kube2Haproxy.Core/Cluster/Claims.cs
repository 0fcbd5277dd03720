using System.Net;

namespace Kube2Haproxy.Core.Cluster;

/// <summary>Who claims which address and port, and who has it: of several the least <see cref="Claimant"/>.</summary>
internal sealed class Claims
{
    private readonly Dictionary<(IPAddress Address, int Port), SortedSet<Claimant>> _claimants = [];

    // What has been claimed or given up since it was settled last, and who had it then.
    private Dictionary<(IPAddress Address, int Port), NamespacedName?> _before = [];

    /// <summary>Null where nobody claims it.</summary>
    public NamespacedName? OwnerOf(IPAddress address, int port) => OwnerOf((address, port));

    /// <summary>A Service claims all this from now on.</summary>
    public void Add(ServiceClaims claims)
    {
        foreach (var claimed in claims.All)
        {
            _before.TryAdd(claimed, OwnerOf(claimed));
            if (!_claimants.TryGetValue(claimed, out var claimants))
                _claimants.Add(claimed, claimants = []);

            claimants.Add(Claimant.Of(claims.Service));
        }
    }

    /// <summary>A Service claims this, which has been added, no more.</summary>
    public void Remove(ServiceClaims claims)
    {
        foreach (var claimed in claims.All)
        {
            _before.TryAdd(claimed, OwnerOf(claimed));
            if (!_claimants.TryGetValue(claimed, out var claimants))
                continue;

            claimants.Remove(Claimant.Of(claims.Service));
            if (claimants.Count == 0)
                _claimants.Remove(claimed);
        }
    }

    /// <summary>All who claim something that has another owner than when this was asked last.</summary>
    public HashSet<NamespacedName> Settle()
    {
        var moved = _before.Where(one => OwnerOf(one.Key) != one.Value)
            .SelectMany(one => _claimants.TryGetValue(one.Key, out var claimants) ? claimants : [])
            .Select(claimant => claimant.Name)
            .ToHashSet();

        // Clearing takes as long as the largest change that ever was.
        _before = [];
        return moved;
    }

    private NamespacedName? OwnerOf((IPAddress Address, int Port) claimed) =>
        _claimants.TryGetValue(claimed, out var claimants) ? claimants.Min.Name : null;
}
