using System.Globalization;
using System.Text;
using Kube2Haproxy.Core.Pausing;
using Kube2Haproxy.Daemons.Files;

namespace Kube2Haproxy.Daemons.Pausing;

/// <summary>
/// The pause switch. A file outlasts every process, an upgrade and a reboot, and can be made and removed by hand where nothing else works.
/// </summary>
/// <remarks>
/// That it exists is what counts. The first line is the reason, a line <c>by: NAME</c> says who, and its last modification is since when; an
/// empty file says neither reason nor who.
/// </remarks>
public sealed class PauseFile(string path)
{
    // Enough for a sentence and a ticket's number; it stands in logs and in one line of systemd's.
    private const int MostCharacters = 200;

    // Somebody may have made it of anything.
    private const int MostRead = 4096;

    private const string ByLine = "by: ";

    // The daemon must be able to read it, whoever has written it.
    private const UnixFileMode Mode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>As it is set.</summary>
    public string Path { get; } = path;

    /// <summary>Whether there is a pause.</summary>
    public bool Exists => File.Exists(Path);

    /// <summary>What it says; null where there is no pause. Where it cannot be read, there is one all the same.</summary>
    public Pause? Read()
    {
        var file = new FileInfo(Path);
        if (!file.Exists)
            return null;

        // A pipe has no length either, and would be waited for.
        var lines = file.Length == 0 ? [] : ReadLines();
        return new Pause(
            file.LastWriteTimeUtc,
            Shown(lines.Skip(1).FirstOrDefault(static line => line.StartsWith(ByLine, StringComparison.Ordinal))?[ByLine.Length..]),
            Shown(lines.FirstOrDefault()));
    }

    /// <summary>Begins a pause, or replaces what is said of it.</summary>
    /// <param name="reason">As <see cref="Pause.Reason"/>, whatever is in it.</param>
    /// <param name="by">As <see cref="Pause.By"/>, likewise.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not write it.</exception>
    public void Write(string? reason, string? by)
    {
        var text = Shown(reason) + "\n" + (Shown(by) is { } name ? $"{ByLine}{name}\n" : "");

        // Two operators who pause at the same moment do not meet here.
        var written = $"{Path}.{Environment.ProcessId}.new";
        File.Delete(written);
        try
        {
            using (var stream = new FileStream(
                written, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = Mode }))
            {
                File.SetUnixFileMode(stream.SafeFileHandle, Mode);
                stream.Write(Encoding.UTF8.GetBytes(text));
                stream.Flush(flushToDisk: true);
            }

            File.Move(written, Path, overwrite: true);
        }
        catch
        {
            File.Delete(written);
            throw;
        }

        FlushDirectory();
    }

    /// <summary>Ends the pause that there is.</summary>
    /// <exception cref="IOException">It cannot be removed.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not remove it.</exception>
    public void Remove()
    {
        File.Delete(Path);
        FlushDirectory();
    }

    private void FlushDirectory() => Posix.FlushDirectory(System.IO.Path.GetDirectoryName(Path) ?? "/");

    private string[] ReadLines()
    {
        try
        {
            using var reader = new StreamReader(Path);
            var buffer = new char[MostRead];
            return new string(buffer, 0, reader.ReadBlock(buffer)).Split('\n');
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>The first line, cut, without what could steer a terminal; null where nothing is left.</summary>
    private static string? Shown(string? text)
    {
        var line = (text ?? "").Split('\n')[0].Where(static one => char.GetUnicodeCategory(one) is not (
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator));
        var shown = string.Concat(line.Take(MostCharacters)).Trim();
        return shown.Length > 0 ? shown : null;
    }
}
