using System.Globalization;
using System.Text;

namespace Kube2Haproxy.Sources.Manifests;

/// <summary>Whether anything in a directory may have changed, without reading a file.</summary>
internal static class DirectoryFingerprint
{
    public static readonly IReadOnlyList<string> Extensions = [".yaml", ".yml", ".json"];

    /// <summary>The files that hold manifests, by name, byte by byte; hidden ones are none.</summary>
    /// <exception cref="IOException">The directory is not there, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not read it.</exception>
    public static IReadOnlyList<FileInfo> Files(string directory) =>
    [
        .. new DirectoryInfo(directory).EnumerateFiles()
            .Where(file => !file.Name.StartsWith('.') && Extensions.Contains(file.Extension, StringComparer.OrdinalIgnoreCase))
            .OrderBy(file => file.Name, StringComparer.Ordinal),
    ];

    /// <summary>Another one whenever a file came, went or was written, or a symbolic link leads elsewhere. Null where it cannot be read.</summary>
    public static string? Of(string directory)
    {
        try
        {
            var text = new StringBuilder(Resolve(new DirectoryInfo(directory)));
            foreach (var file in Files(directory))
            {
                // Two files written within one tick of the kernel's clock may differ in nothing but where they are.
                var target = file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
                var place = target == file ? "" : Resolve(target.Directory ?? new DirectoryInfo("/"));
                text.Append(
                    CultureInfo.InvariantCulture, $"\n{file.Name} {place} {(target.Exists ? target.Length : -1)} {target.LastWriteTimeUtc.Ticks}");
            }

            return text.ToString();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Where the directory really is: a link on the way to it may be swapped.</summary>
    public static string Resolve(DirectoryInfo directory)
    {
        var real = directory.LinkTarget is null ? directory : directory.ResolveLinkTarget(returnFinalTarget: true) as DirectoryInfo ?? directory;
        return real.Parent is null ? real.FullName : Path.Combine(Resolve(real.Parent), real.Name);
    }
}
