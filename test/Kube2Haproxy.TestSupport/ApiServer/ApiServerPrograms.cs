using System.Text.RegularExpressions;
using CliWrap;
using CliWrap.Buffered;

namespace Kube2Haproxy.TestSupport.ApiServer;

/// <summary>The programs etcd and kube-apiserver, from where test/apiserver.sh puts them.</summary>
public static partial class ApiServerPrograms
{
    private static readonly string Directory = UserCache.Find("KUBEBUILDER_ASSETS", "apiserver");

    /// <summary>Why the tests that need them cannot run; null where they can.</summary>
    public static string? Missing => File.Exists(Etcd) && File.Exists(ApiServer)
        ? null
        : $"{Directory} holds no etcd and kube-apiserver: run test/apiserver.sh, or set KUBEBUILDER_ASSETS to a directory with both.";

    internal static string Etcd => Path.Combine(Directory, "etcd");

    internal static string ApiServer => Path.Combine(Directory, "kube-apiserver");

    /// <summary>Whether this release serves discovery.k8s.io/v1 by itself: since 1.21.</summary>
    internal static async Task<bool> ServesSlicesAsync()
    {
        var version = (await Cli.Wrap(ApiServer).WithArguments("--version").ExecuteBufferedAsync()).StandardOutput;
        var numbers = Version().Match(version);
        return numbers.Success && System.Version.Parse(numbers.Groups[1].Value) >= new Version(1, 21);
    }

    [GeneratedRegex(@"^Kubernetes v(\d+\.\d+)\.")]
    private static partial Regex Version();
}
