using System.Net;
using Kube2Haproxy.Core.Cluster;

namespace Kube2Haproxy.Configuration;

/// <summary>
/// Rules between settings. A manifests directory beside a kubeconfig is no fault: it replaces the cluster, so that an operator can
/// try manifests on a node that has its settings in a file.
/// </summary>
internal static class SettingsRules
{
    private static readonly string[] Others =
        ["Keepalived:ConfigFile", "Haproxy:TemplateFile", "Keepalived:TemplateFile", "Logging:File", "Safety:PauseFile"];

    /// <param name="get">The value in force; null for one that has a fault already.</param>
    public static IEnumerable<string> Check(Func<string, EffectiveSetting?> get)
    {
        if (get("Haproxy:Enabled") is { Canonical: ["false"] } haproxy && get("Keepalived:Enabled") is { Canonical: ["false"] } keepalived)
            yield return $"{Shown(haproxy)} and {Shown(keepalived)} are both \"false\"; one of them must be true.";

        if (get("Server:Profiling") is { Canonical: ["true"] } profiling && get("Server:Port") is { Canonical: ["0"] } port)
            yield return $"{Described(profiling)} while {Described(port)}; profiling needs a port from 1 to 65535.";

        if (get("Services:Addresses") is { } kinds && get("Services:AllowedAddresses") is { Canonical: [] } allowed
            && kinds.Canonical.FirstOrDefault(kind => kind != nameof(AddressKind.ClusterIP)) is { } chosen)
        {
            yield return $"{Described(kinds)} while {Shown(allowed)} is empty; {chosen} addresses are chosen by whoever writes the Service, so "
                + "it must list the networks in which they may lie, such as 203.0.113.0/24.";
        }

        if (get("Services:Pools") is { Canonical: not [] } pools)
        {
            if (get("Services:Addresses") is { } exposed && !exposed.Canonical.Contains(nameof(AddressKind.LoadBalancer)))
                yield return $"{Described(pools)} while {Described(exposed)}; addresses of pools are served where it has LoadBalancer.";

            if (get("Services:AllowedAddresses") is { Canonical: not [] } networks
                && pools.Canonical.FirstOrDefault(pool => !networks.Canonical.Any(network => Holds(network, pool))) is { } outside)
            {
                yield return $"{Described(pools)}, and {outside} lies in no network of {Shown(networks)}; each pool must lie within one.";
            }
        }

        if (get("Keepalived:RoutedNetworks") is { Canonical: not [] } routed)
        {
            EffectiveSetting?[] outside = [get("Keepalived:ConstantAddress"), get("Keepalived:Peers")];
            foreach (var other in outside.OfType<EffectiveSetting>())
            {
                if (other.Canonical.FirstOrDefault(text => routed.Canonical.Any(network => HasAddress(network, text))) is { } inside)
                    yield return $"{Described(routed)} while {Described(other)}; each node has these networks itself, so {inside} must lie outside of them.";
            }
        }

        // What the daemon replaces must not be what it reads or writes elsewhere.
        foreach (var written in (string[])["Haproxy:ConfigFile", "Keepalived:ConfigFile"])
        {
            foreach (var other in Others)
            {
                if (other != written && get(written) is { } one && get(other) is { } two && IsSameFile(one, two))
                    yield return $"{Described(two)}, the same as {Shown(one)}; each needs a file of its own.";
            }
        }
    }

    private static bool IsSameFile(EffectiveSetting one, EffectiveSetting two) =>
        two.Canonical is [{ Length: > 0 }] && Path.GetFullPath(one.Canonical[0]) == Path.GetFullPath(two.Canonical[0]);

    private static bool Holds(string network, string pool)
    {
        var (outer, inner) = (IPNetwork.Parse(network), IPNetwork.Parse(pool));
        return outer.PrefixLength <= inner.PrefixLength && outer.Contains(inner.BaseAddress);
    }

    /// <param name="network">CIDR.</param>
    /// <param name="text">An address, perhaps with a prefix length; empty for none.</param>
    private static bool HasAddress(string network, string text) =>
        text.Length > 0 && IPNetwork.Parse(network).Contains(IPAddress.Parse(text.Split('/')[0]));

    private static string Shown(EffectiveSetting setting) => $"{setting.Key} ({setting.Source})";

    private static string Described(EffectiveSetting setting) => $"{Shown(setting)} is \"{setting.Text}\"";
}
