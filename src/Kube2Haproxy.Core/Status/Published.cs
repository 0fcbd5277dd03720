namespace Kube2Haproxy.Core.Status;

/// <summary>An immutable snapshot that one loop replaces and anybody reads, by reference and without a lock.</summary>
/// <typeparam name="T">An immutable type.</typeparam>
public sealed class Published<T>(T first)
    where T : class
{
    private volatile T _value = first;

    /// <summary>The newest snapshot. Written by one loop only.</summary>
    public T Value
    {
        get => _value;
        set => _value = value;
    }
}
