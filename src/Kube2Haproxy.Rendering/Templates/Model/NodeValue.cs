using Fluid.Values;

namespace Kube2Haproxy.Rendering.Templates.Model;

/// <summary>The node that kube2haproxy runs on.</summary>
internal sealed class NodeValue(string hostname, int priority, IReadOnlyList<string> peers) : ModelValue
{
    /// <summary>The members, sorted.</summary>
    public static IReadOnlyList<string> Names { get; } = ["hostname", "peers", "priority"];

    /// <inheritdoc/>
    public override string Kind => "node";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Members => Names;

    /// <inheritdoc/>
    protected override FluidValue? Member(string name) => name switch
    {
        "hostname" => StringValue.Create(hostname),
        "peers" => Values.List(peers, StringValue.Create),
        "priority" => NumberValue.Create(priority),
        _ => null,
    };
}
