using System.Net;
using Fluid.Values;

namespace Kube2Haproxy.Rendering.Templates.Model;

/// <summary>Values that templates see.</summary>
internal static class Values
{
    /// <summary>A name or another word from the cluster, made harmless; empty where it is.</summary>
    public static FluidValue Word(string text) => StringValue.Create(ClusterText.Word(text));

    /// <summary>The same; nil where there is none, so that a template that writes it anyway fails instead of writing a word less.</summary>
    public static FluidValue OptionalWord(string? text) => string.IsNullOrEmpty(text) ? NilValue.Instance : Word(text);

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
