using System.Net;
using Kube2Haproxy.Core.Rendered;

namespace Kube2Haproxy.Daemons.Keepalived;

/// <summary>Whether the addresses of Keepalived's file are where they must be: on the MASTER all of them, elsewhere none.</summary>
/// <remarks>
/// Tried with 2.2.7. When somebody deletes an address of either list, Keepalived hears of it, is BACKUP for a moment, and has all of them again; but
/// not one with <c>no_track</c>, and not one that the kernel refuses, as with <c>disable_ipv6</c>. A reload adds again what the kernel has refused
/// once, not what somebody has deleted. One that stands on a BACKUP, by hand or from a Keepalived that was killed, is never taken away by
/// a reload; by a start only where the file still has it.
/// </remarks>
internal sealed class AddressCheck(INodeAddresses node, TimeProvider time)
{
    private static readonly TimeSpan BetweenChecks = TimeSpan.FromSeconds(5);

    private readonly HashSet<IPAddress> _former = [];
    private readonly HashSet<Misplaced> _reloadedFor = [];
    private IReadOnlyList<Fragment>? _running;
    private IReadOnlyList<VrrpInstance> _instances = [];
    private List<Misplaced> _suspects = [];
    private long? _checked;

    /// <summary>What a reload has not mended or does not mend, with the commands that do; null where nothing is wrong.</summary>
    public string? Fault { get; private set; }

    /// <summary>Looks at some of the looks.</summary>
    /// <param name="running">What Keepalived is known to run.</param>
    /// <returns>Why it must be reloaded; null where it must not. Once for each address that it lacks, until it has it.</returns>
    public ReloadNeed? Look(IReadOnlyList<Fragment> running)
    {
        var isOther = Know(running);
        if (!isOther && _suspects.Count == 0 && _checked is { } last && time.GetElapsedTime(last) < BetweenChecks)
            return null;

        _checked = time.GetTimestamp();
        if (node.Read() is not { } here)
            return null;

        // What is also so at the next look is certain: this one may be in the middle of a transition.
        var found = Find(here);
        var certain = found.Intersect(_suspects).ToList();
        _reloadedFor.IntersectWith(found);

        var lacking = certain.Where(one => one is Misplaced.Lacking && !_reloadedFor.Contains(one)).ToList();
        _reloadedFor.UnionWith(lacking);
        _suspects = lacking.Count == 0 ? found : [];
        Fault = Misplaced.Fault([.. certain.Except(lacking)]);
        return lacking.Count == 0 ? null : new ReloadNeed("damaged", $"It is MASTER without {lacking.Count} of its addresses.");
    }

    /// <summary>Whether some that Keepalived has taken are on the node, whoever is MASTER.</summary>
    public bool HasSome()
    {
        var all = _instances.SelectMany(static instance => instance.Addresses).Select(static one => one.Address).ToHashSet();
        return all.Count > 0 && node.Read()?.Any(here => all.Contains(here.Address)) == true;
    }

    private bool Know(IReadOnlyList<Fragment> running)
    {
        if (ReferenceEquals(_running, running))
            return false;

        _running = running;
        _former.UnionWith(Literal(_instances));
        _instances = VrrpInstance.Read(string.Concat(running.Select(static fragment => fragment.Text)));
        _former.ExceptWith(Literal(_instances));
        return true;
    }

    private static IEnumerable<IPAddress> Literal(IEnumerable<VrrpInstance> instances) =>
        instances.SelectMany(static instance => instance.Addresses).Select(static one => one.Address).OfType<IPAddress>();

    private List<Misplaced> Find(IReadOnlyList<NodeAddress> all)
    {
        var here = all.ToLookup(static one => one.Address);
        _former.RemoveWhere(address => !here.Contains(address));
        var found = new List<Misplaced>(_former.Select(address => new Misplaced.Former(here[address].First())));
        foreach (var instance in _instances)
        {
            // Where it has none that is known, nobody knows who is MASTER.
            if (instance.Advertised is not [{ Address: { } advertised }, ..])
                continue;

            var master = here[advertised].FirstOrDefault();
            foreach (var one in instance.Addresses)
            {
                if (one.Address is not { } address)
                    continue;

                if (master is not null && !here.Contains(address))
                    found.Add(new Misplaced.Lacking(instance.Name, one.Text, master.Device));
                else if (master is null && here[address].FirstOrDefault() is { } left)
                    found.Add(new Misplaced.LeftBehind(instance.Name, left));
            }
        }

        return found;
    }
}
