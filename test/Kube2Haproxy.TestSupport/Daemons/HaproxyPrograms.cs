namespace Kube2Haproxy.TestSupport.Daemons;

/// <summary>Where the programs of the releases are.</summary>
public static class HaproxyPrograms
{
    private static readonly string V30 = UserCache.Find("HAPROXY_30", "haproxy30/haproxy");

    /// <summary>The releases that are here.</summary>
    public static IEnumerable<HaproxyVersion> Found => Enum.GetValues<HaproxyVersion>().Where(version => version.Missing() is null);

    /// <summary>Path.</summary>
    public static string Program(this HaproxyVersion version) => version == HaproxyVersion.V30 ? V30 : RealHaproxy.Binary;

    /// <summary>Why the tests that need it cannot run; null where they can.</summary>
    public static string? Missing(this HaproxyVersion version) => File.Exists(version.Program()) ? null
        : version == HaproxyVersion.V30 ? $"{V30} is not there: run test/haproxy30.sh, or set HAPROXY_30 to the path of a HAProxy 3.0."
        : $"{RealHaproxy.Binary} is not installed (apt-get install haproxy).";
}
