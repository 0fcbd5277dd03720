using System.Globalization;
using Fluid.Values;
using Kube2Haproxy.Core.Annotations;
using Kube2Haproxy.Core.Cluster;

namespace Kube2Haproxy.Rendering.Templates.Model;

/// <summary>One port of a Service in one address family.</summary>
internal sealed class PortValue(ExposedPort port) : ModelValue
{
    private static readonly FluidValue Tcp = StringValue.Create("TCP");

    private FluidValue? _servers;

    // All but the one that says whether there is a port to see.
    private static readonly Dictionary<string, Annotation> Annotated =
        AnnotationTable.All.Where(annotation => annotation.Name != AnnotationTable.Expose).ToDictionary(annotation => annotation.Member);

    /// <summary>The members, sorted.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. Annotated.Keys.Union(["addresses", "backend", "health_check_port", "name", "port", "protocol", "servers"])
            .Order(StringComparer.Ordinal),
    ];

    /// <inheritdoc/>
    public override string Kind => "port";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Members => Names;

    /// <inheritdoc/>
    protected override FluidValue? Member(string name) => name switch
    {
        "addresses" => Values.Addresses(port.Addresses),
        "backend" => Values.Word(port.Backend),
        "health_check_port" => port.HealthCheckPort is { } number ? NumberValue.Create(number) : NilValue.Instance,
        "name" => Values.Word(port.Name),
        "port" => NumberValue.Create(port.Port),
        "protocol" => Tcp,
        "servers" => _servers ??= Values.List(port.Servers, static server => new ServerValue(server)),
        _ => Annotated.TryGetValue(name, out var annotation) ? Said(annotation) : null,
    };

    /// <summary>What the annotation says has been checked: it is no free text from the cluster.</summary>
    private FluidValue Said(Annotation annotation) => port.Settings[annotation] switch
    {
        null => NilValue.Instance,
        var text when annotation.IsNumber => NumberValue.Create(int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture)),
        var text => StringValue.Create(text),
    };
}
