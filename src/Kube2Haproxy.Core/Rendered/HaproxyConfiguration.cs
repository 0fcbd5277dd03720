namespace Kube2Haproxy.Core.Rendered;

/// <summary>What HAProxy is to run. Only the newest one counts.</summary>
public sealed record HaproxyConfiguration : RenderedConfiguration
{
    /// <summary>With the members of the base.</summary>
    public HaproxyConfiguration(IReadOnlyList<Fragment> fragments, IReadOnlyList<DateTimeOffset> changes)
        : base(fragments, changes)
    {
    }
}
