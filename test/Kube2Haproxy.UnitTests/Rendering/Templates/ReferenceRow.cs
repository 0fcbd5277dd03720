using System.Text.RegularExpressions;
using Kube2Haproxy.TestSupport;

namespace Kube2Haproxy.UnitTests.Rendering.Templates;

/// <summary>A row of one of the tables of templates/README.md that tell what a template can read.</summary>
internal sealed partial record ReferenceRow(string Name, string Type, string Absent, string Example, bool IsKeepalived)
{
    private static readonly string[] Readme = File.ReadAllLines(Path.Combine(Repository.Root, "templates/README.md"));

    /// <summary>The rows of the first table after this line.</summary>
    public static IReadOnlyList<ReferenceRow> Below(string heading)
    {
        var lines = Readme.SkipWhile(line => line != heading)
            .SkipWhile(line => !line.StartsWith('|'))
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => Border().Split(line).Select(cell => cell.Trim()).ToArray())
            .ToList();
        return [.. lines.Skip(2).Select(cells => new ReferenceRow(
            cells[1].Trim('`'), Cell(cells, "type"), Cell(cells, "absent"), Cell(cells, "example"),
            lines[0].Contains("in") && Cell(cells, "in") == "Keepalived"))];

        string Cell(string[] cells, string column) => cells[Array.IndexOf(lines[0], column)];
    }

    [GeneratedRegex(@"(?<!\\)\|")]
    private static partial Regex Border();
}
