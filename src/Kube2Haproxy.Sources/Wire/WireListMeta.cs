namespace Kube2Haproxy.Sources.Wire;

/// <summary>meta/v1 ListMeta.</summary>
internal sealed record WireListMeta
{
    /// <summary>Where a watch that follows the list begins; the same on all pages of one list.</summary>
    public string? ResourceVersion { get; set; }

    /// <summary>Token of the next page; null or empty on the last one.</summary>
    public string? Continue { get; set; }
}
