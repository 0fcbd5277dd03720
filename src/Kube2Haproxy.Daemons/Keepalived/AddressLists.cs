using System.Globalization;
using System.Net;

namespace Kube2Haproxy.Daemons.Keepalived;

/// <summary>
/// What <c>keepalived -t</c> passes over in the lists of addresses (2.2.7): one that stands twice, in whatever form, which two instances would
/// take from each other; and a prefix length that is no number, which it reads as another one, "10.0.0.1/" as the whole network 0.0.0.0/0.
/// </summary>
internal static class AddressLists
{
    /// <summary>In the form of Keepalived's own complaints, in the order of the file; where two lines are at odds, the later one first.</summary>
    public static IReadOnlyList<string> Complaints(string text)
    {
        var complaints = new List<string>();
        var first = new Dictionary<IPAddress, VrrpAddress>();
        foreach (var one in VrrpInstance.Read(text).SelectMany(static instance => instance.Addresses).OrderBy(static one => one.Line))
        {
            if (one.Address is not { } address)
            {
                if (!IsKeepalivedsOwn(one.Text))
                    complaints.Add(At(one, $"{one.Text} is no literal address; it must be like 10.96.0.1/32 or fd00::1/128."));
            }
            else if (!first.TryAdd(address, one))
            {
                complaints.Add(At(one, At(first[address], $"The address {address} stands in both lines; it must stand in one.")));
            }
        }

        return complaints;
    }

    /// <summary>Definitions, sequences, and lines for some nodes only, which it replaces before it looks.</summary>
    private static bool IsKeepalivedsOwn(string word) => word.AsSpan().ContainsAny('$', '~', '@');

    private static string At(VrrpAddress one, string words) => string.Create(CultureInfo.InvariantCulture, $"(Line {one.Line}) {words}");
}
