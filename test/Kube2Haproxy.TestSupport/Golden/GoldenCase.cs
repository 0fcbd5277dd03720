using Shouldly;

namespace Kube2Haproxy.TestSupport.Golden;

/// <summary>
/// One file of <c>test/Kube2Haproxy.UnitTests/Golden/Templates</c>: the input above the line of equals signs, the text that it gives below.
/// The input is a document of its own form, which may be followed by manifests.
/// </summary>
/// <param name="Path">Of the file.</param>
/// <param name="Input">What is rendered.</param>
/// <param name="Expected">The configuration.</param>
public sealed record GoldenCase(string Path, TemplateInput Input, string Expected)
{
    private const string Separator = "\n==========\n";
    private const string NextDocument = "\n---\n";

    private static string Directory => System.IO.Path.Combine(Repository.Root, "test/Kube2Haproxy.UnitTests/Golden/Templates");

    /// <summary>The names of all cases, sorted.</summary>
    public static IEnumerable<string> Names { get; } =
        [.. System.IO.Directory.EnumerateFiles(Directory, "*.golden").Select(System.IO.Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal)!];

    /// <summary>Reads a case.</summary>
    public static GoldenCase Read(string name)
    {
        var path = System.IO.Path.Combine(Directory, name + ".golden");
        var parts = File.ReadAllText(path).Split(Separator, 2);
        var documents = parts[0].Split(NextDocument, 2);
        var input = TemplateInput.Parse(documents[0]);
        input.Manifests = documents.ElementAtOrDefault(1) ?? "";
        return new GoldenCase(path, input, parts.ElementAtOrDefault(1) ?? "");
    }

    /// <summary>Compares. With the environment variable <c>UPDATE_GOLDEN=1</c> the text becomes the expected one instead.</summary>
    public void ShouldGive(string text)
    {
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
            File.WriteAllText(Path, File.ReadAllText(Path).TrimEnd('\n').Split(Separator, 2)[0].TrimEnd('\n') + Separator + text);
        else
            text.ShouldBe(Expected, $"{Path}: look at the difference; where it is meant, run the tests with UPDATE_GOLDEN=1.");
    }
}
