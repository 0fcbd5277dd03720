using Fluid.Values;
using Kube2Haproxy.Rendering.Node;

namespace Kube2Haproxy.Rendering.Templates.Model;

/// <summary>The node that kube2haproxy runs on.</summary>
internal sealed class NodeValue(NodeIdentity identity, int priority, IReadOnlyList<string> peers) : ModelValue
{
    /// <summary>The members, sorted.</summary>
    public static IReadOnlyList<string> Names { get; } = ["group", "hostname", "peers", "priority", "user"];

    /// <inheritdoc/>
    public override string Kind => "node";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Members => Names;

    /// <inheritdoc/>
    protected override FluidValue? Member(string name) => name switch
    {
        "group" => StringValue.Create(identity.Group),
        "hostname" => StringValue.Create(identity.Hostname),
        "peers" => Values.List(peers, StringValue.Create),
        "priority" => NumberValue.Create(priority),
        "user" => StringValue.Create(identity.User),
        _ => null,
    };
}
