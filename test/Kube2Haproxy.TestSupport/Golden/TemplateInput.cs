using System.Net;
using Kube2Haproxy.Core.Cluster;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Kube2Haproxy.TestSupport.Golden;

/// <summary>What a template is rendered from, as a test writes it in YAML. Everything may be left out.</summary>
public sealed class TemplateInput
{
    /// <summary><c>haproxy</c> or <c>keepalived</c> for a built-in template, else a path below <c>templates/</c>.</summary>
    public string Template { get; set; } = "haproxy";

    public Dictionary<string, string> Settings { get; set; } = [];

    public List<string> Peers { get; set; } = [];

    public int Priority { get; set; } = 250;

    public string ConstantAddress { get; set; } = "";

    public string CheckScript { get; set; } = "";

    public List<string> RoutedNetworks { get; set; } = [];

    public List<string> DeviceIps { get; set; } = ["192.0.2.11"];

    public List<ServiceInput> Services { get; set; } = [];

    /// <summary>YAML as the source reads it, in place of <see cref="Services"/>; empty for none.</summary>
    [YamlIgnore]
    public string Manifests { get; set; } = "";

    /// <summary>Reads YAML. An unknown key is an error.</summary>
    public static TemplateInput Parse(string yaml) =>
        new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).Build().Deserialize<TemplateInput?>(yaml) ?? new();

    /// <summary>The model of the services.</summary>
    public ClusterView View()
    {
        ExposedService[] services = [.. Services.Select(service => service.Exposed()).OrderBy(service => service.Service.Name)];
        return new ClusterView(services, Sorted(services.SelectMany(service => service.Addresses)), []);
    }

    internal static IPAddress[] Sorted(IEnumerable<IPAddress> addresses) =>
    [
        .. addresses.Distinct()
            .OrderBy(address => address.AddressFamily)
            .ThenBy(address => Convert.ToHexString(address.GetAddressBytes()), StringComparer.Ordinal),
    ];
}
