using System.Text.RegularExpressions;

namespace Kube2Haproxy.Daemons.Haproxy.Planning;

/// <summary>As metrics and messages name them.</summary>
internal static partial class ReloadReasons
{
    private static readonly Dictionary<ReloadReason, string> Labels = Enum.GetValues<ReloadReason>().ToDictionary(
        static reason => reason, static reason => string.Join('_', Words().Matches(reason.ToString()).Select(static word => word.Value.ToLowerInvariant())));

    /// <summary>Such as <c>section_added</c>.</summary>
    public static string Label(this ReloadReason reason) => Labels[reason];

    [GeneratedRegex("[A-Z][a-z]*")]
    private static partial Regex Words();
}
