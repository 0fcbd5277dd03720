namespace Kube2Haproxy.Core.Rendered;

/// <summary>What Keepalived is to run. Only the newest one counts.</summary>
public sealed record KeepalivedConfiguration : RenderedConfiguration
{
    /// <summary>With the members of the base.</summary>
    public KeepalivedConfiguration(IReadOnlyList<Fragment> fragments, IReadOnlyList<DateTimeOffset> changes)
        : base(fragments, changes)
    {
    }
}
