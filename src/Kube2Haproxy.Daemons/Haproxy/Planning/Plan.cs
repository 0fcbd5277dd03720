namespace Kube2Haproxy.Daemons.Haproxy.Planning;

/// <summary>How HAProxy gets from what runs to what is wanted.</summary>
internal abstract record Plan
{
    private Plan()
    {
    }

    /// <summary>The text is the same.</summary>
    internal sealed record Nothing : Plan;

    /// <summary>The text differs, but a start from either gives the same.</summary>
    internal sealed record FileOnly : Plan;

    /// <summary>Only servers differ, in ways that commands can follow. Never compared: it holds lists.</summary>
    /// <param name="Changes">All <see cref="ServerChange.Add"/>, then all <see cref="ServerChange.Set"/>, then all <see cref="ServerChange.Remove"/>.</param>
    /// <param name="Backends">The backends that they touch, as they are to be then.</param>
    internal sealed record Runtime(IReadOnlyList<ServerChange> Changes, IReadOnlyList<BackendServers> Backends) : Plan;

    /// <summary>Only a reload gets there.</summary>
    /// <param name="Reason">The first one that was found.</param>
    /// <param name="Words">A sentence that names the section and the line, and holds no value of a line: there are passwords among them.</param>
    internal sealed record Reload(ReloadReason Reason, string Words) : Plan;
}
