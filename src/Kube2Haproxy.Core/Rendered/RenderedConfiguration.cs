namespace Kube2Haproxy.Core.Rendered;

/// <summary>One daemon's configuration, as the cluster and the settings want it. Never compared: it holds lists.</summary>
/// <remarks>The same cluster gives the same text on every node, whatever the order of arrival.</remarks>
public abstract record RenderedConfiguration
{
    private string? _text;
    private bool? _hasFaults;

    private protected RenderedConfiguration(IReadOnlyList<Fragment> fragments, IReadOnlyList<DateTimeOffset> changes) =>
        (Fragments, Changes) = (fragments, changes);

    /// <summary>In the order of the file. A Service may have several; one whose text did not change keeps its instances.</summary>
    public IReadOnlyList<Fragment> Fragments { get; }

    /// <summary>What it was rendered with; null where nobody asks.</summary>
    public TemplateVersion? Template { get; init; }

    /// <summary>
    /// The same with the last template that the daemon has taken, while it has not taken this one; null where there is none. It has no fallback.
    /// </summary>
    public RenderedConfiguration? Fallback { get; init; }

    /// <summary>When each change that is in it, and in no configuration applied before it, happened in the cluster.</summary>
    public IReadOnlyList<DateTimeOffset> Changes { get; init; }

    /// <summary>Whether one of the fragments has a fault.</summary>
    public bool HasFaults
    {
        get => _hasFaults ??= Fragments.Any(static fragment => fragment.Fault is not null);
        init => _hasFaults = value;
    }

    /// <summary>The whole file. Put together when it is first asked for.</summary>
    public string Text => _text ??= string.Concat(Fragments.Select(static fragment => fragment.Text));
}
