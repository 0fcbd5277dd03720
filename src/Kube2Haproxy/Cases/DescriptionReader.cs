using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Kube2Haproxy.Core.Wording;
using Kube2Haproxy.Rendering.Offline;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Kube2Haproxy.Cases;

/// <summary>Reads a case's file. Strict: an assertion under a misspelt key would never fail.</summary>
/// <param name="path">Of the file, for messages.</param>
internal sealed class DescriptionReader(string path)
{
    private const string Node = "node";
    private const string Hostname = "hostname";
    private const string DeviceAddresses = "device_ips";
    private static readonly string[] Sections = [Node, .. CaseDaemon.All.Select(daemon => daemon.Key)];
    private static readonly string[] Kinds = [.. Enum.GetNames<AssertionKind>().Select(kind => kind.ToLowerInvariant())];

    /// <exception cref="CaseException">Something in it is wrong.</exception>
    public CaseDescription Read(string text)
    {
        var stream = new YamlStream();
        try
        {
            using var reader = new StringReader(text);
            stream.Load(reader);
        }
        catch (YamlException error)
        {
            throw new CaseException($"{path}:{error.Start.Line}: it is not YAML: {error.Message.TrimEnd('.')}.");
        }

        var node = CaseDescription.Default.Node;
        var assertions = new Dictionary<string, IReadOnlyList<Assertion>>();
        foreach (var document in stream.Documents)
        {
            foreach (var (section, value) in Members(document.RootNode, Sections))
            {
                if (section == Node)
                    node = ReadNode(value, node);
                else
                    assertions[section] = [.. Members(value, Kinds).SelectMany(member => Assertions(member.Key, member.Value))];
            }
        }

        return new CaseDescription(node, assertions);
    }

    private DescribedNode ReadNode(YamlNode node, DescribedNode described)
    {
        foreach (var (key, value) in Members(node, [Hostname, DeviceAddresses]))
        {
            described = key == Hostname
                ? described with { Hostname = Text(value) }
                : described with { Addresses = [.. Items(value).Select(Address)] };
        }

        return described;
    }

    private IEnumerable<Assertion> Assertions(string kind, YamlNode value) =>
        Items(value).Select(item => new Assertion(Enum.Parse<AssertionKind>(kind, ignoreCase: true), Text(item), At(item)));

    /// <summary>An address as <c>ip address</c> shows it; without a length it is one that Keepalived has added.</summary>
    private (IPAddress Address, int PrefixLength) Address(YamlNode node)
    {
        var text = Text(node);
        var parts = text.Split('/');
        if (parts.Length <= 2 && IPAddress.TryParse(parts[0], out var address) && address.ToString() == parts[0])
        {
            var full = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
            if (parts.Length == 1)
                return (address, full);
            if (int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length <= full)
                return (address, length);
        }

        throw Fault(node, $"{Quoted.Of(text)} is no address of a device; it must be like 192.0.2.11/24, or 10.96.0.10 for a service address.");
    }

    private IEnumerable<(string Key, YamlNode Value)> Members(YamlNode node, IReadOnlyList<string> known)
    {
        // A key with nothing behind it, and an empty document.
        if (node is YamlScalarNode { Value: null or "" })
            yield break;

        if (node is not YamlMappingNode map)
            throw Fault(node, $"keys are expected here: {string.Join(", ", known)}.");

        foreach (var (name, value) in map.Children)
        {
            var key = (name as YamlScalarNode)?.Value ?? "";
            if (!known.Contains(key))
            {
                var near = NearestWord.Of(key, known) is { } word ? $" Did you mean {word}?" : "";
                throw Fault(name, $"there is no key {Quoted.Of(key)}; the keys are {string.Join(", ", known)}.{near}");
            }

            yield return (key, value);
        }
    }

    /// <summary>A list, or the one thing that stands in its place.</summary>
    private static IEnumerable<YamlNode> Items(YamlNode node) => node is YamlSequenceNode list ? list.Children : [node];

    private string Text(YamlNode node) =>
        (node as YamlScalarNode)?.Value is { Length: > 0 } text
            ? text
            : throw Fault(node, "a text is expected here, which is not empty: every configuration contains the empty one.");

    private CaseException Fault(YamlNode node, string problem) => new($"{At(node)}: {problem}");

    private string At(YamlNode node) => string.Create(CultureInfo.InvariantCulture, $"{path}:{node.Start.Line}");
}
