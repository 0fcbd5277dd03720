using System.Net;
using System.Net.Sockets;

namespace Kube2Haproxy.Core.Cluster;

/// <summary>IPv4 before IPv6, then by value: 10.0.0.2 before 10.0.0.10.</summary>
public sealed class AddressOrder : IComparer<IPAddress?>
{
    private const int Longest = 16;

    /// <summary>The one instance: it holds no state.</summary>
    public static AddressOrder Instance { get; } = new();

    private AddressOrder()
    {
    }

    /// <inheritdoc/>
    public int Compare(IPAddress? x, IPAddress? y)
    {
        if (x is null || y is null)
            return x is null ? y is null ? 0 : -1 : 1;

        if (x.AddressFamily != y.AddressFamily)
            return x.AddressFamily == AddressFamily.InterNetwork ? -1 : 1;

        Span<byte> left = stackalloc byte[Longest];
        Span<byte> right = stackalloc byte[Longest];
        x.TryWriteBytes(left, out var length);
        y.TryWriteBytes(right, out _);
        return left[..length].SequenceCompareTo(right[..length]);
    }
}
