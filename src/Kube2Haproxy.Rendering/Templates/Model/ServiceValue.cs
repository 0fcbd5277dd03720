using Fluid.Values;
using Kube2Haproxy.Core.Cluster;

namespace Kube2Haproxy.Rendering.Templates.Model;

/// <summary>An exposed Service.</summary>
internal sealed class ServiceValue(ExposedService service) : ModelValue
{
    private FluidValue? _addresses;
    private FluidValue? _annotations;
    private FluidValue? _labels;
    private FluidValue? _ports;

    /// <summary>The members, sorted.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "addresses", "annotations", "external_traffic_policy", "internal_traffic_policy", "key", "labels", "name", "namespace", "ports",
        "publish_not_ready_addresses", "session_affinity", "source_ranges", "traffic_distribution",
    ];

    /// <inheritdoc/>
    public override string Kind => "service";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Members => Names;

    /// <inheritdoc/>
    protected override FluidValue? Member(string name) => name switch
    {
        "addresses" => _addresses ??= Values.Addresses(service.Addresses),
        "annotations" => _annotations ??= TextTable.FromCluster(service.Service.Annotations, ClusterText.Text),
        "external_traffic_policy" => Values.OptionalWord(service.Service.ExternalTrafficPolicy),
        "internal_traffic_policy" => Values.OptionalWord(service.Service.InternalTrafficPolicy),
        "key" => Values.Word(service.Service.Name.ToString()),
        "labels" => _labels ??= TextTable.FromCluster(service.Service.Labels, ClusterText.Word),
        "name" => Values.Word(service.Service.Name.Name),
        "namespace" => Values.Word(service.Service.Name.Namespace),
        "ports" => _ports ??= Values.List(service.Ports, static port => new PortValue(port)),
        "publish_not_ready_addresses" => BooleanValue.Create(service.Service.PublishNotReadyAddresses),
        "session_affinity" => service.Service.ClientAffinity is { } time
            ? NumberValue.Create((long)time.TotalSeconds)
            : NilValue.Instance,
        "source_ranges" => Values.List(service.Service.SourceRanges, static range => StringValue.Create(range.ToString())),
        "traffic_distribution" => Values.OptionalWord(service.Service.TrafficDistribution),
        _ => null,
    };
}
