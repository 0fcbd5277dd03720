using Fluid.Values;
using Kube2Haproxy.Core.Cluster;

namespace Kube2Haproxy.Rendering.Templates.Model;

/// <summary>One server of a port.</summary>
internal sealed class ServerValue(Server server) : ModelValue
{
    // Nearly each server's weight.
    private static readonly FluidValue One = NumberValue.Create(1);

    /// <summary>The members, sorted.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["address", "hint_nodes", "hint_zones", "id", "name", "node", "port", "ready", "serving", "terminating", "weight", "zone"];

    /// <inheritdoc/>
    public override string Kind => "server";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Members => Names;

    /// <inheritdoc/>
    protected override FluidValue? Member(string name) => name switch
    {
        "address" => StringValue.Create(server.Address.ToString()),
        "hint_nodes" => Values.List(server.HintNodes, Values.Word),
        "hint_zones" => Values.List(server.HintZones, Values.Word),
        "id" => NumberValue.Create(server.Id),
        "name" => Values.Word(server.Name),
        "node" => Values.OptionalWord(server.Node),
        "port" => NumberValue.Create(server.Port),
        "ready" => BooleanValue.Create(server.Ready),
        "serving" => BooleanValue.Create(server.Serving),
        "terminating" => BooleanValue.Create(server.Terminating),
        "weight" => server.Weight == 1 ? One : NumberValue.Create(server.Weight),
        "zone" => Values.OptionalWord(server.Zone),
        _ => null,
    };
}
