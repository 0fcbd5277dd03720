namespace Kube2Haproxy.Rendering.Node;

/// <summary>Which node this is, and as whom kube2haproxy runs there.</summary>
/// <param name="Hostname">Without a domain.</param>
/// <param name="User">The user's name.</param>
/// <param name="Group">The name of the process' group, which need not be the user's own; its number where it has no name.</param>
internal sealed record NodeIdentity(string Hostname, string User = "root", string Group = "root")
{
    /// <summary>Of this process.</summary>
    public static NodeIdentity Current() => new(Environment.MachineName, Environment.UserName, Name(GroupId()));

    /// <summary>The effective one (proc(5), status: real, effective, saved, file system).</summary>
    private static string GroupId() =>
        File.ReadLines("/proc/self/status").First(static line => line.StartsWith("Gid:", StringComparison.Ordinal)).Split('\t')[2];

    /// <summary>By group(5): name, password, number, members.</summary>
    private static string Name(string number) => File.ReadLines("/etc/group")
        .Select(static line => line.Split(':'))
        .FirstOrDefault(parts => parts.Length > 2 && parts[2] == number)?[0] ?? number;
}
