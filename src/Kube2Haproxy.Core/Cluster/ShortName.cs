using System.Security.Cryptography;
using System.Text;

namespace Kube2Haproxy.Core.Cluster;

/// <summary>Names of backends and servers, no longer than people and log lines can bear.</summary>
internal static class ShortName
{
    /// <summary>
    /// Characters. HAProxy 2.6 and 3.0 take thousands in the file, at the runtime API and in <c>show servers state</c>, but cut a log line
    /// at 1023, and it holds the frontend's name, the backend's and the server's: three of this length leave more than half of it.
    /// </summary>
    public const int Longest = 120;

    // 128 bits: with 48 whoever names pods finds two of one hash in seconds, and HAProxy refuses a file with two servers of one name.
    private const int HashDigits = 32;

    /// <summary>
    /// The name; of a longer one its beginning, a colon, and a hash of the whole. No other name has its last colon there: they have none,
    /// or end in a colon and a port.
    /// </summary>
    public static string Of(string name) => name.Length <= Longest
        ? name
        : $"{name.AsSpan(0, Longest - HashDigits - 1)}:{Hash(name)[..HashDigits]}";

    private static string Hash(string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
}
