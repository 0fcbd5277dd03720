using System.Globalization;
using System.Net;
using Kube2Haproxy.Core.Annotations;
using Kube2Haproxy.Core.Cluster;

namespace Kube2Haproxy.TestSupport.Golden;

/// <summary>A port of a <see cref="ServiceInput"/> in one address family.</summary>
public sealed class PortInput
{
    public string Name { get; set; } = "";

    public int Port { get; set; } = 80;

    public string Backend { get; set; } = "shop_web";

    public List<string> Addresses { get; set; } = ["10.96.0.10"];

    /// <summary>
    /// <c>NAME ID ADDRESS:PORT</c> each, then any of the words <c>draining</c>, <c>node=NODE</c>, <c>zone=ZONE</c>, <c>for-zone=ZONE</c> and
    /// <c>for-node=NODE</c>.
    /// </summary>
    public List<string> Servers { get; set; } = [];

    public int? HealthCheckPort { get; set; }

    internal ExposedPort Exposed(ServiceSettings settings) =>
        new(Name, Port, [.. Addresses.Select(IPAddress.Parse)], Backend, [.. Servers.Select(server => ServerOf(server.Split(' ')))])
        {
            Settings = settings.Of(Name),
            HealthCheckPort = HealthCheckPort,
        };

    private static Server ServerOf(string[] words)
    {
        var endpoint = IPEndPoint.Parse(words[2]);
        var draining = words.Contains("draining");
        return new Server(
            words[0],
            int.Parse(words[1], CultureInfo.InvariantCulture),
            endpoint.Address,
            endpoint.Port,
            Ready: !draining,
            Serving: true,
            Terminating: draining,
            Weight: draining ? 0 : 1,
            Values(words, "node=").FirstOrDefault(),
            Values(words, "zone=").FirstOrDefault())
        {
            HintZones = Values(words, "for-zone="),
            HintNodes = Values(words, "for-node="),
        };
    }

    private static string[] Values(string[] words, string prefix) =>
        [.. words.Where(word => word.StartsWith(prefix, StringComparison.Ordinal)).Select(word => word[prefix.Length..])];
}
