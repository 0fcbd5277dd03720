using System.Text.RegularExpressions;
using Kube2Haproxy.Core.Annotations;
using Kube2Haproxy.Rendering.Templates.Language;
using Kube2Haproxy.Rendering.Templates.Model;
using Kube2Haproxy.TestSupport;

namespace Kube2Haproxy.UnitTests.Rendering.Templates;

/// <summary>templates/README.md names all that there is, and nothing that there is not.</summary>
public sealed partial class TemplateDocumentTests
{
    private const string Begin = "<!-- annotations -->\n";
    private const string End = "<!-- /annotations -->";

    private static readonly string ReadmePath = Path.Combine(Repository.Root, "templates/README.md");

    public static TheoryData<string, IReadOnlyList<string>> Kinds => new()
    {
        { "A service:", ServiceValue.Names },
        { "A port:", PortValue.Names },
        { "A server:", ServerValue.Names },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_members_of_a_thing_are_those_that_its_table_names(string heading, IReadOnlyList<string> members) =>
        FirstCells(heading).Select(name => name.Split('[')[0]).Order(StringComparer.Ordinal).ShouldBe(members);

    [Fact]
    public void The_members_of_the_node_are_those_that_are_named() =>
        FirstCells("## The data").Where(name => name.StartsWith("node.", StringComparison.Ordinal)).Select(name => name[5..])
            .Order(StringComparer.Ordinal).ShouldBe(NodeValue.Names);

    [Fact]
    public void Filters_of_our_own_are_named() => FirstCells("| filter | example").ShouldBe(FilterList.Own, ignoreOrder: true);

    /// <summary>UPDATE_GOLDEN=1 writes the table into the document.</summary>
    [Fact]
    public void The_table_of_annotations_is_the_one_that_the_parser_has()
    {
        var readme = File.ReadAllText(ReadmePath);
        var begin = readme.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var end = readme.IndexOf(End, StringComparison.Ordinal);
        var table = "| annotation | value | what it does |\n|---|---|---|\n" + string.Concat(AnnotationTable.All.Select(annotation =>
            $"| `{annotation.Key}` | {annotation.Right} | {annotation.Help} |\n"));
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            readme = readme[..begin] + table + readme[end..];
            File.WriteAllText(ReadmePath, readme);
            end = readme.IndexOf(End, StringComparison.Ordinal);
        }

        readme[begin..end].ShouldBe(table);
    }

    /// <summary>Also outside of the table, and in the main README.</summary>
    [Theory]
    [InlineData("README.md")]
    [InlineData("templates/README.md")]
    public void No_annotation_is_named_that_there_is_not(string file)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, file));

        AnnotationName().Matches(text).Select(match => match.Groups[1].Value).Distinct()
            .Where(name => AnnotationTable.Find(name) is null).ShouldBeEmpty();
    }

    /// <summary>The words in backticks of a table's first column.</summary>
    private static IEnumerable<string> FirstCells(string heading)
    {
        var readme = File.ReadAllText(ReadmePath);
        var at = readme.IndexOf(heading, StringComparison.Ordinal);
        at.ShouldBePositive(heading);
        return readme[at..].Split('\n')
            .SkipWhile(line => !line.StartsWith('|'))
            .TakeWhile(line => line.StartsWith('|'))
            .SelectMany(line => Word().Matches(line.Split('|')[1]).Select(match => match.Groups[1].Value));
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Word();

    [GeneratedRegex(@"kube2haproxy\.io/([a-z][a-z-]*)")]
    private static partial Regex AnnotationName();
}
