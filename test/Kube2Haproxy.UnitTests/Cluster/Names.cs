using System.Text.RegularExpressions;

namespace Kube2Haproxy.UnitTests.Cluster;

/// <summary>What HAProxy takes as a name (manual 4).</summary>
internal static partial class Names
{
    public static bool IsLegal(string name) => Legal().IsMatch(name);

    [GeneratedRegex(@"^[A-Za-z0-9_.:-]+\z")]
    private static partial Regex Legal();
}
