using System.Reflection;
using System.Text;
using Kube2Haproxy.Core.Rendered;

namespace Kube2Haproxy.Rendering.Templates;

/// <summary>The files of one daemon's template: the template itself and what it includes.</summary>
/// <remarks>
/// Remembers what it read, so that a change is found by comparing contents. A few kilobytes a second cost nothing, and neither the
/// clock's resolution, nor a kept modification time, nor a directory that a symbolic link swaps can hide a change.
/// Read by the loop that renders and asked by the one that watches: hence the lock.
/// </remarks>
/// <param name="setting">The key that names the template, for messages: <c>Haproxy:TemplateFile</c>.</param>
/// <param name="builtIn">The file in <c>templates/</c> that is used where no path is set.</param>
/// <param name="path">Path of the operator's template; empty for the built-in one.</param>
/// <param name="kept">An earlier version, which is read in place of the files; null for the files.</param>
internal sealed class TemplateFiles(string setting, string builtIn, string path, TemplateVersion? kept = null)
{
    private const string BuiltIn = "built-in:";
    private const char ByteOrderMark = (char)0xFEFF;
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, byte[]?> _seen = [];

    /// <summary>How messages call the template.</summary>
    public string Name { get; } = path.Length == 0 ? BuiltIn + builtIn : path;

    /// <summary>The files of HAProxy's template.</summary>
    public static TemplateFiles Of(HaproxyTemplateOptions options) => new("Haproxy:TemplateFile", "haproxy.cfg.liquid", options.TemplateFile);

    /// <summary>The files of Keepalived's template.</summary>
    public static TemplateFiles Of(KeepalivedTemplateOptions options) =>
        new("Keepalived:TemplateFile", "keepalived.conf.liquid", options.TemplateFile);

    /// <summary>The same, as they were once.</summary>
    public TemplateFiles At(TemplateVersion version) => new(setting, builtIn, version.Name.StartsWith(BuiltIn, StringComparison.Ordinal) ? "" : version.Name, version);

    /// <summary>Reads the template, and forgets what an earlier one included.</summary>
    /// <exception cref="TemplateException">It cannot be read.</exception>
    public string ReadTemplate()
    {
        if (path.Length == 0)
            return kept?.Files.GetValueOrDefault(Name) ?? ReadBuiltIn();

        lock (_lock)
            _seen.Clear();

        return Read(path)
            ?? throw new TemplateException(
                $"{setting} ({path}) does not exist. Create it, or leave the setting out to use the built-in template.");
    }

    /// <summary>Reads an included file, which lies in the template's directory or below.</summary>
    /// <param name="name">As the template names it, with or without <c>.liquid</c>.</param>
    /// <exception cref="TemplateFault">There is no such file, or it lies elsewhere.</exception>
    /// <exception cref="TemplateException">It cannot be read.</exception>
    public (string Path, string Text) ReadInclude(string name)
    {
        if (path.Length == 0)
            throw new TemplateFault("the built-in template cannot include files. Copy it, and set " + setting + " to the copy.");

        // A name may come from the cluster, and must not reach files that are no templates.
        if (name.Length == 0 || Path.IsPathRooted(name) || name.Split('/').Contains(".."))
            throw new TemplateFault($"cannot include '{name}': give the path of a file beside the template or below, without '..'.");

        var plain = Path.Combine(Path.GetDirectoryName(path) ?? "", name);
        var file = plain.EndsWith(".liquid", StringComparison.Ordinal) ? plain : plain + ".liquid";
        if (Read(plain) is { } text)
            return (plain, text);
        if (file != plain && Read(file) is { } extended)
            return (file, extended);
        throw new TemplateFault($"cannot include '{name}': {file} does not exist.");
    }

    /// <summary>Whether a file reads differently than before, has come or has gone. True once for each change.</summary>
    public bool Changed()
    {
        lock (_lock)
        {
            var changed = false;
            foreach (var (file, before) in _seen)
            {
                var now = ReadOrNull(file);
                if (before is null ? now is null : now is not null && now.AsSpan().SequenceEqual(before))
                    continue;

                _seen[file] = now;
                changed = true;
            }

            return changed;
        }
    }

    private static byte[]? ReadOrNull(string file)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private string? Read(string file)
    {
        if (kept is not null)
            return kept.Files.GetValueOrDefault(file);

        byte[]? bytes = null;
        try
        {
            bytes = File.ReadAllBytes(file);
            return Utf8.GetString(bytes).TrimStart(ByteOrderMark);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TemplateException(
                Directory.Exists(file)
                    ? $"{setting} ({path}): {file} is a directory. Name a file."
                    : $"{setting} ({path}): {file} cannot be read: {e.Message} Let the daemon's user read it.");
        }
        catch (DecoderFallbackException)
        {
            throw new TemplateException($"{setting} ({path}): {file} is not UTF-8. Save it in that encoding.");
        }
        finally
        {
            lock (_lock)
                _seen[file] = bytes;
        }
    }

    private string ReadBuiltIn()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(builtIn)
            ?? throw new InvalidOperationException($"The built-in template {builtIn} is missing from the build.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
