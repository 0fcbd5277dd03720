namespace Kube2Haproxy.Configuration;

/// <summary>Paths. Whether there is anything at a path is seen when it is opened, not here.</summary>
internal static class PathValues
{
    /// <summary>
    /// What another process reads or the daemon replaces. A relative path would be another file wherever the daemon is started.
    /// </summary>
    public static ValueSyntax AbsoluteFile { get; } = new("FILE", "the absolute path of a file", text =>
        IsPath(text) && Path.IsPathRooted(text) && !text.EndsWith('/') ? text : null);

    /// <summary>What an operator names at a prompt: a relative path counts from the current directory.</summary>
    public static ValueSyntax File { get; } = new("FILE", "the path of a file", text =>
        IsPath(text) && !text.EndsWith('/') ? FromCurrentDirectory(text) : null);

    public static ValueSyntax Directory { get; } = new("DIR", "the path of a directory", text =>
        IsPath(text) ? FromCurrentDirectory(text) : null);

    private static bool IsPath(string text) => text.Length > 0 && !text.Any(char.IsControl);

    // A rooted path stays as it is: ".." behind a symbolic link is not what it looks like.
    private static string FromCurrentDirectory(string text) => Path.IsPathRooted(text) ? text : Path.GetFullPath(text);
}
