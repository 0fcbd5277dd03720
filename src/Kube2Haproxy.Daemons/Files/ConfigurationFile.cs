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

    /// <summary>In bytes. Fragments are small, and a file may have some MB.</summary>
    private const int BufferSize = 64 * 1024;

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

    /// <summary>What the daemon reads; null where there is no such file, or it cannot be read.</summary>
    public string? Read() => ReadOrNull(Path);

    /// <summary>What the daemon was last seen to run; null likewise.</summary>
    public string? ReadLastGoodText() => ReadOrNull(LastGoodPath);

    /// <summary>Null where there is no such file.</summary>
    public FileStamp? Stamp()
    {
        var found = new FileInfo(Path);
        return found.Exists ? new FileStamp(found.LastWriteTimeUtc, found.Length) : null;
    }

    /// <summary>Puts this text in the file's place.</summary>
    public void Replace(IReadOnlyList<Fragment> text)
    {
        KeepOriginal();
        Replace(Path, stream =>
        {
            using var writer = new StreamWriter(stream, Utf8, BufferSize, leaveOpen: true);
            foreach (var fragment in text)
                writer.Write(fragment.Text);
        });
    }

    /// <summary>For the operator: what the disk refuses, with the remedy.</summary>
    public string CannotBeReplaced(Exception error) =>
        $"{Path} cannot be replaced: {error.Message.TrimEnd('.')}. This user must be able to write in its directory, and the disk must have room.";

    public void WriteCandidate(string text) => Write(CandidatePath, Utf8.GetBytes(text));

    /// <summary>Puts the candidate in the file's place.</summary>
    public void AcceptCandidate()
    {
        KeepOriginal();

        // Who starts later reads it.
        Posix.Touch(CandidatePath);
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

    private void Replace(string target, byte[] text) => Replace(target, stream => stream.Write(text));

    private void Replace(string target, Action<Stream> write)
    {
        var written = target + ".new";
        Write(written, write);
        File.Move(written, target, overwrite: true);
        FlushDirectory();
    }

    private void Write(string target, byte[] text) => Write(target, stream => stream.Write(text));

    private void Write(string target, Action<Stream> write)
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
            write(stream);
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
