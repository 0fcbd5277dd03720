using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Fluid;
using Fluid.Ast;
using Fluid.Values;

namespace Kube2Haproxy.Rendering.Templates.Language;

/// <summary>The filters that a template may use.</summary>
/// <remarks>
/// A list of what is allowed: a filter that decodes (<c>base64_decode</c>, <c>url_decode</c>) could bring back the newline that was
/// taken out of a value, one that knows the time (<c>date</c>) would make the two nodes differ.
/// </remarks>
internal static class FilterList
{
    // VRRP has 255 routers.
    private const int MostBuckets = 255;

    /// <summary>Fluid's own ones among <see cref="Names"/>.</summary>
    private static readonly string[] Standard =
    [
        "abs", "append", "at_least", "at_most", "capitalize", "ceil", "compact", "concat", "default", "divided_by", "downcase", "find",
        "find_index", "first", "floor", "has", "join", "last", "lstrip", "map", "minus", "modulo", "plus", "prepend", "reject", "remove",
        "remove_first", "remove_last", "replace", "replace_first", "replace_last", "reverse", "round", "rstrip", "sha256", "size", "slice",
        "sort", "sort_natural", "split", "strip", "sum", "times", "truncate", "uniq", "upcase", "where",
    ];

    // Of what each is applied to, and its argument.
    private static readonly Dictionary<string, Func<FluidValue, FluidValue, FluidValue>> Ours = new()
    {
        ["bucket"] = static (input, argument) => NumberValue.Create(Bucket(input, argument)),
        ["has_ip"] = static (input, argument) => BooleanValue.Create(HasAddress(input, argument)),
        ["with_port"] = static (input, argument) => StringValue.Create(WithPort(input, argument)),
    };

    /// <summary>Those that are not Liquid's.</summary>
    public static IReadOnlyCollection<string> Own => Ours.Keys;

    /// <summary>Every filter, sorted.</summary>
    public static readonly IReadOnlyList<string> Names = [.. Standard.Concat(Own).Order(StringComparer.Ordinal)];

    private static readonly Dictionary<string, FilterDelegate> FromFluid =
        new TemplateOptions().Filters.Where(filter => Standard.Contains(filter.Key)).ToDictionary();

    /// <summary>A filter as it stands in a template.</summary>
    /// <exception cref="TemplateException">It is not in <see cref="Names"/>.</exception>
    public static Expression Applied(string name, Expression input, IReadOnlyList<FilterArgument> arguments, TemplatePlace place)
    {
        if (Ours.TryGetValue(name, out var own))
            return new OwnFilter(input, own, arguments);
        if (FromFluid.TryGetValue(name, out var filter))
            return new AppliedFilter(input, filter, arguments);

        throw new TemplateException($"unknown filter '{name}'" + Meant.Or(name, Names, $"the filters are {string.Join(", ", Names)}."), place);
    }

    /// <summary>
    /// The same on every node and in every version, since of nodes that disagree both would have an address, or neither: the first 32 bits of
    /// the text's SHA-256, modulo the number.
    /// </summary>
    private static int Bucket(FluidValue input, FluidValue argument)
    {
        if (input is not StringValue || input.ToStringValue() is not { Length: > 0 } text)
            throw new TemplateFault("bucket takes a text, such as an address, as in: vip | bucket: 2.");
        if (argument is not NumberValue number || number.ToNumberValue() is not (>= 1 and <= MostBuckets and var count) || count != (int)count)
            throw new TemplateFault($"bucket needs the number of buckets, a whole number from 1 to {MostBuckets}, as in: vip | bucket: 2.");

        return (int)(BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text))) % (uint)count);
    }

    private static bool HasAddress(FluidValue input, FluidValue argument)
    {
        if (input is not ArrayValue list)
            throw new TemplateFault("has_ip looks into a list of addresses, as in: device_ips | has_ip: '10.0.0.1'.");

        var wanted = Address("has_ip", argument);
        return list.Values.Any(item => Address("has_ip", item).Equals(wanted));
    }

    private static string WithPort(FluidValue input, FluidValue argument)
    {
        var port = argument is NumberValue number ? NumberText.Of(number) : argument.ToStringValue();
        if (port.Length == 0)
            throw new TemplateFault("with_port needs a port, as in: server.address | with_port: server.port.");

        return input.ToStringValue() is var address && address.Contains(':') ? $"[{address}]:{port}" : string.Concat(address, ":", port);
    }

    private static IPAddress Address(string filter, FluidValue value) =>
        IPAddress.TryParse(value.ToStringValue(), out var address)
            ? address
            : throw new TemplateFault($"{filter} needs an IP address, not '{value.ToStringValue()}'.");
}
