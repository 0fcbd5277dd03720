using DiffPlex.Renderer;

namespace Kube2Haproxy.Cases;

/// <summary>How a text differs from the one that is expected, as patches show it.</summary>
internal static class TextDifference
{
    // Enough to see in which section a line stands.
    private const int Context = 3;

    /// <summary>The lines of the difference.</summary>
    /// <param name="expected">The text in the file.</param>
    /// <param name="rendered">The text that there is.</param>
    /// <param name="file">Name of the file.</param>
    public static IReadOnlyList<string> Lines(string expected, string rendered, string file)
    {
        // The library takes what follows the last line end for one more line: that tells only where one of the two lacks the line end.
        if (expected.EndsWith('\n') && rendered.EndsWith('\n'))
            (expected, rendered) = (expected[..^1], rendered[..^1]);

        var text = UnidiffRenderer.GenerateUnidiff(
            expected, rendered, file, "rendered", ignoreWhitespace: false, ignoreCase: false, contextLines: Context);
        return [.. text.TrimEnd('\r', '\n').Split('\n').Select(line => line.TrimEnd('\r'))];
    }
}
