using System.Globalization;
using System.Net;
using Kube2Haproxy.Daemons.Haproxy.Planning;

namespace Kube2Haproxy.Daemons.Haproxy.Runtime;

/// <summary>A server in the normal form, in which a worker that took runtime commands and one that read the file are the same.</summary>
/// <param name="Backend">Name of the backend.</param>
/// <param name="Name">Unique in the backend.</param>
/// <param name="Id">Unique in the backend.</param>
/// <param name="Address">Null where a host name was not resolved.</param>
/// <param name="Port">0 … 65535.</param>
/// <param name="Weight">0 … 256; 0 where somebody drains it by hand.</param>
/// <param name="IsInMaintenance">For whatever reason.</param>
internal sealed record RunningServer(string Backend, string Name, int Id, IPAddress? Address, int Port, int Weight, bool IsInMaintenance)
{
    private const string Header = "1\n# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight ";

    /// <summary>SRV_ADMF_MAINT of server-t.h: forced, inherited from a tracked server, not resolved.</summary>
    private const int Maintenance = 0x01 | 0x02 | 0x20;

    /// <summary>SRV_ADMF_DRAIN: forced, inherited.</summary>
    private const int Drain = 0x08 | 0x10;

    /// <summary>How it must be found.</summary>
    public static RunningServer Of(BackendServer wanted) =>
        new(wanted.Backend, wanted.Name, wanted.Id, wanted.Address, wanted.Port, wanted.Weight, wanted.IsInMaintenance);

    /// <summary>Reads an answer to <c>show servers state</c>, of one backend or of all.</summary>
    /// <exception cref="InvalidDataException">It is not of version 1.</exception>
    public static IEnumerable<RunningServer> Parse(string answer) =>
        answer.StartsWith(Header, StringComparison.Ordinal)
            ? answer.Split('\n').Skip(2).Where(line => line.Length > 0).Select(ParseLine)
            : throw new InvalidDataException($"No servers' state of version 1: \"{answer}\".");

    private static RunningServer ParseLine(string line)
    {
        var words = line.Split(' ');
        return words.Length > 18
            && Number(words[2]) is { } id && Number(words[6]) is { } admin && Number(words[7]) is { } weight && Number(words[18]) is { } port
            ? new(
                words[1], words[3], id, IPAddress.TryParse(words[4], out var address) ? address : null, port,
                (admin & Drain) == 0 ? weight : 0, (admin & Maintenance) != 0)
            : throw new InvalidDataException($"No server's state of version 1: \"{line}\".");
    }

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
