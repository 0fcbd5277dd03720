using Kube2Haproxy.Core.Rendered;

namespace Kube2Haproxy.Daemons;

/// <summary>What can be known of what a daemon runs without asking it. Never compared: it holds lists.</summary>
/// <param name="Known">What it was last known to run; null where nothing is known.</param>
/// <param name="MayBeOther">
/// It may have loaded something else since: by a reload that was not seen to succeed, or what somebody else had put in the file's place.
/// </param>
/// <param name="File">What its file holds.</param>
/// <param name="Written">When the file was put in its place.</param>
internal sealed record Evidence(
    IReadOnlyList<Fragment>? Known, bool MayBeOther, IReadOnlyList<Fragment> File, DateTimeOffset Written)
{
    /// <summary>Whether the file says what the daemon was last known to run.</summary>
    public bool IsFileKnown => !MayBeOther && Known is not null && IsSame(Known, File);

    /// <summary>Whether both are the same text, wherever their fragments begin and end.</summary>
    public static bool IsSame(IReadOnlyList<Fragment> one, IReadOnlyList<Fragment> other) =>
        ReferenceEquals(one, other) || Text(one) == Text(other);

    private static string Text(IEnumerable<Fragment> fragments) => string.Concat(fragments.Select(static fragment => fragment.Text));
}
