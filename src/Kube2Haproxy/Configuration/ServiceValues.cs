using System.Globalization;
using Kube2Haproxy.Core.Cluster;

namespace Kube2Haproxy.Configuration;

/// <summary>What says which Services are exposed.</summary>
internal static class ServiceValues
{
    public static ValueSyntax AddressKind { get; } = Values.OneOf("KIND", Enum.GetNames<AddressKind>());

    public static ValueSyntax BackendKind { get; } = Values.OneOf("KIND", Enum.GetNames<BackendKind>());

    public static ValueSyntax LoadBalancerClass { get; } = new("CLASS", "a class such as internal or example.com/internal", text =>
        LabelSelector.IsKey(text) ? text : null);

    /// <summary>RFC 1123, as Kubernetes requires of a namespace.</summary>
    public static ValueSyntax Namespace { get; } = new(
        "NAMESPACE", "the name of a namespace (at most 63 lower-case letters, digits and '-', no '-' at an end)", text =>
            text.Length is > 0 and <= 63
                && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
                && text[0] != '-' && text[^1] != '-'
                ? text
                : null);

    public static ValueSyntax Selector { get; } = new("SELECTOR", "a label selector as kubectl -l takes it", text =>
        LabelSelector.TryParse(text, out _, out var error) ? Reading.Right(text) : Reading.Wrong(error));

    public static ValueSyntax ReservedPort { get; } = new("PORT", "ports from 1 to 65535, or the word listening", text =>
        text == "listening" || (ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0)
            ? Reading.Right(text)
            : Reading.Wrong("it must be a port from 1 to 65535, or the word listening"));
}
