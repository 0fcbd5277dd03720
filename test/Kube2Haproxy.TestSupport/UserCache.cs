namespace Kube2Haproxy.TestSupport;

/// <summary>Where the scripts beside the test projects put what they make once a machine.</summary>
public static class UserCache
{
    private static readonly string Directory = Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } named
            ? named
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"),
        "kube2haproxy");

    /// <summary>What a variable of the environment names, else this path in the cache.</summary>
    public static string Find(string variable, string path) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } named ? named : Path.Combine(Directory, path);
}
