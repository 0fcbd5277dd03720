using Kube2Haproxy.Sources.Manifests;

namespace Kube2Haproxy.Cases;

/// <summary>Where cases lie.</summary>
internal static class CaseDirectories
{
    // A link could lead round in a circle; what is hidden belongs to somebody else, such as .git.
    private static readonly EnumerationOptions Below = new()
    {
        RecurseSubdirectories = true,
        AttributesToSkip = FileAttributes.Hidden | FileAttributes.ReparsePoint,
        IgnoreInaccessible = false,
    };

    /// <summary>The directory itself and all below it that hold a manifest or say what is expected; by name, byte by byte.</summary>
    /// <exception cref="IOException">It is not there, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not read it, or one below it.</exception>
    public static IReadOnlyList<TemplateCase> Find(string root) =>
    [
        .. Directory.EnumerateDirectories(root, "*", Below).Prepend(root)
            .Where(directory => Directory.EnumerateFiles(directory).Any(file => BelongsToCase(Path.GetFileName(file))))
            .Select(directory => new TemplateCase(NameOf(root, directory), directory))
            .OrderBy(found => found.Name, StringComparer.Ordinal),
    ];

    private static bool BelongsToCase(string file) =>
        file == TemplateCase.DescriptionName
        || CaseDaemon.All.Any(daemon => daemon.FileName == file)
        || (file != TemplateCase.SettingsName && !file.StartsWith('.')
            && ManifestFiles.Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase));

    private static string NameOf(string root, string directory) =>
        directory == root ? Path.GetFileName(Path.GetFullPath(root).TrimEnd('/')) : Path.GetRelativePath(root, directory);
}
