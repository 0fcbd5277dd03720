using System.Net;
using Fluid.Values;

namespace Kube2Haproxy.Rendering.Templates.Model;

/// <summary>Values that templates see.</summary>
internal static class Values
{
    /// <summary>Text from the cluster, made harmless; nil for null.</summary>
    public static FluidValue FromCluster(string? text) => text is null ? NilValue.Instance : StringValue.Create(ClusterText.Sanitize(text));

    /// <summary>Addresses as texts, in their order.</summary>
    public static FluidValue Addresses(IReadOnlyList<IPAddress> addresses) => List(addresses, address => StringValue.Create(address.ToString()));

    /// <summary>A list in its order.</summary>
    public static FluidValue List<T>(IReadOnlyList<T> items, Func<T, FluidValue> value)
    {
        var values = new FluidValue[items.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = value(items[i]);
        return new ArrayValue(values);
    }
}
