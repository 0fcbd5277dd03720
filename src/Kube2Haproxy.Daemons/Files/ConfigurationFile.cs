using System.Text;
using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Daemons.Quarantine;

namespace Kube2Haproxy.Daemons.Files;

/// <summary>A daemon's configuration on disk: the file that it reads, and beside it the candidate and the last good one.</summary>
/// <remarks>
/// The file is only ever replaced by renaming a complete, durable one over it: a crash, a full disk or a power cut leaves the old or
/// the new text, nothing between. All members throw <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/> where the
/// disk refuses.
/// </remarks>
internal sealed class ConfigurationFile(string path)
{
    /// <summary>Read and write for the owner, read for the group: configurations may hold passwords.</summary>
    private const UnixFileMode NewFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>What the daemon reads.</summary>
    public string Path { get; } = path;

    /// <summary>What the daemon was last seen to run.</summary>
    public string LastGoodPath { get; } = path + ".last-good";

    /// <summary>Which part of <see cref="LastGoodPath"/> is which Service's.</summary>
    public string MapPath { get; } = path + ".last-good.map";

    /// <summary>The template that gave it, with what it includes.</summary>
    public string TemplatePath { get; } = path + ".last-good.template";

    /// <summary>What is to be validated; stays when it is refused, so that the complaint's line can be looked up.</summary>
    public string CandidatePath { get; } = path + ".candidate";

    /// <summary>The file that was there before this program ever wrote one.</summary>
    public string OriginalPath { get; } = path + ".original";

    private string NewMapPath => MapPath + ".new";

    /// <summary>Whether the daemon reads this text.</summary>
    public bool Holds(string text) => ReadOrNull(Path) == text;

    /// <summary>Whether the daemon was last seen to run this text.</summary>
    public bool HoldsAsLastGood(string text) => ReadOrNull(LastGoodPath) == text;

    public void WriteCandidate(string text) => Write(CandidatePath, Utf8.GetBytes(text));

    /// <summary>Puts the candidate in the file's place.</summary>
    public void AcceptCandidate()
    {
        KeepOriginal();
        File.Move(CandidatePath, Path, overwrite: true);
        FlushDirectory();
    }

    /// <summary>Remembers that the daemon runs this text.</summary>
    /// <param name="text">The whole file.</param>
    /// <param name="map">As <see cref="LastGood.Map"/> gives it.</param>
    public void KeepAsLastGood(string text, string map)
    {
        // The new map is there before its text, and the old one until after: whenever a crash comes, one of them is of the text.
        Write(NewMapPath, Utf8.GetBytes(map));
        Replace(LastGoodPath, Utf8.GetBytes(text));
        File.Move(NewMapPath, MapPath, overwrite: true);
        FlushDirectory();
    }

    /// <summary>Remembers the template that gave it.</summary>
    public void KeepTemplate(TemplateVersion template) => Replace(TemplatePath, Utf8.GetBytes(template.ToJson()));

    /// <summary>What <see cref="KeepTemplate"/> kept; null where nothing was, or it cannot be read.</summary>
    public TemplateVersion? ReadTemplate() => ReadOrNull(TemplatePath) is { } json ? TemplateVersion.Read(json) : null;

    /// <summary>What <see cref="KeepAsLastGood"/> kept; <see cref="LastGood.Unknown"/> where nothing was, or it cannot be read.</summary>
    public LastGood ReadLastGood() => ReadOrNull(LastGoodPath) is { } text
        ? LastGood.Read(text, ReadOrNull(MapPath)) ?? LastGood.Read(text, ReadOrNull(NewMapPath)) ?? LastGood.Unknown
        : LastGood.Unknown;

    /// <summary>
    /// Puts the last good text back in the file's place, or the original one where nothing was good yet; false where there is
    /// neither.
    /// </summary>
    public bool RestoreLastGood()
    {
        var good = File.Exists(LastGoodPath) ? LastGoodPath : OriginalPath;
        if (!File.Exists(good))
            return false;

        Replace(Path, File.ReadAllBytes(good));
        return true;
    }

    private static string? ReadOrNull(string path)
    {
        try
        {
            return File.ReadAllText(path, Utf8);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            // Replacing it needs no right to read it; if that fails too, replacing says so.
            return null;
        }
    }

    private void KeepOriginal()
    {
        if (File.Exists(Path) && !File.Exists(LastGoodPath) && !File.Exists(OriginalPath))
            Replace(OriginalPath, File.ReadAllBytes(Path));
    }

    private void Replace(string target, byte[] text)
    {
        var written = target + ".new";
        Write(written, text);
        File.Move(written, target, overwrite: true);
        FlushDirectory();
    }

    private void Write(string target, byte[] text)
    {
        // Another user may own what an earlier run left here; the directory's right to unlink is enough.
        File.Delete(target);
        try
        {
            using var stream = new FileStream(target, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = NewFileMode,
            });

            // The mode of the file that is replaced, whatever the umask took from it.
            File.SetUnixFileMode(stream.SafeFileHandle, File.Exists(Path) ? File.GetUnixFileMode(Path) : NewFileMode);
            stream.Write(text);
            stream.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            // Half a file is of no use to anybody, and may be what keeps the disk full.
            File.Delete(target);
            throw;
        }
    }

    private void FlushDirectory() => Posix.FlushDirectory(System.IO.Path.GetDirectoryName(Path) ?? "/");
}
