using System.Text.RegularExpressions;

namespace Kube2Haproxy.Configuration;

/// <summary>Variables such as <c>KUBE2HAPROXY_Haproxy__ReloadInterval</c>, whatever their case.</summary>
internal static partial class EnvironmentLayer
{
    public const string Prefix = "KUBE2HAPROXY_";

    public static SettingsLayer Read(IReadOnlyDictionary<string, string> environment) => new(
    [
        .. environment
            .Where(variable => variable.Key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && !ServiceLink().IsMatch(variable.Key))
            .OrderBy(variable => variable.Key, StringComparer.Ordinal)
            .Select(variable => new GivenValue(
                variable.Key[Prefix.Length..].Replace("__", ":", StringComparison.Ordinal), variable.Value, variable.Key)),
    ])
    {
        Spell = key => Prefix + key.Replace(":", "__", StringComparison.Ordinal),
    };

    // The kubelet tells a pod of each Service in its namespace; of one that is named kube2haproxy, with these variables.
    [GeneratedRegex("^KUBE2HAPROXY_(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT(_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)$")]
    private static partial Regex ServiceLink();
}
