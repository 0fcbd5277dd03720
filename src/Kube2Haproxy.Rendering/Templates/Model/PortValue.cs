using Fluid.Values;
using Kube2Haproxy.Core.Cluster;

namespace Kube2Haproxy.Rendering.Templates.Model;

/// <summary>One port of a Service in one address family.</summary>
internal sealed class PortValue(ExposedPort port) : ModelValue
{
    private static readonly FluidValue Tcp = StringValue.Create("TCP");

    private FluidValue? _servers;

    /// <summary>The members, sorted.</summary>
    public static IReadOnlyList<string> Names { get; } = ["addresses", "backend", "name", "port", "protocol", "servers"];

    /// <inheritdoc/>
    public override string Kind => "port";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Members => Names;

    /// <inheritdoc/>
    protected override FluidValue? Member(string name) => name switch
    {
        "addresses" => Values.Addresses(port.Addresses),
        "backend" => Values.FromCluster(port.Backend),
        "name" => Values.FromCluster(port.Name),
        "port" => NumberValue.Create(port.Port),
        "protocol" => Tcp,
        "servers" => _servers ??= Values.List(port.Servers, static server => new ServerValue(server)),
        _ => null,
    };
}
