using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Kube2Haproxy.Daemons;

/// <summary>A number by which nodes that have applied the same are known.</summary>
internal static class AppliedDigest
{
    /// <summary>So many bits a metric's value, a double, holds exactly.</summary>
    private const int Bits = 48;

    /// <returns>From 0 on; the same for the same parts in the same order.</returns>
    public static long Of(IEnumerable<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in parts)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(part));
            hash.AppendData([0]);
        }

        return (long)(BinaryPrimitives.ReadUInt64BigEndian(hash.GetHashAndReset()) >> (64 - Bits));
    }
}
