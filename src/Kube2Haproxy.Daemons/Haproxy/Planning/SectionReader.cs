using System.Buffers;

namespace Kube2Haproxy.Daemons.Haproxy.Planning;

/// <summary>Cuts a part of a configuration, which begins at a line's beginning, into sections.</summary>
/// <param name="text">The part.</param>
/// <param name="isBegin">Whether it is the configuration's beginning: then the first section is what stands before the first header.</param>
internal sealed class SectionReader(string text, bool isBegin)
{
    private static readonly SearchValues<char> WordEnds = SearchValues.Create(" \t\r\v\f#\"'\\");

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Known =
        new HashSet<string>(Section.Kinds, StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly List<(int Begin, Section Section)> _sections = [];
    private IReadOnlyList<string> _header = [];
    private int _begin;
    private int _depth;
    private bool _isConditional;
    private bool _hasDots;

    /// <summary>Where a line asks for a line's number, whatever changes may change it.</summary>
    private readonly bool _hasLineNumbers = text.Contains(".LINE", StringComparison.Ordinal);

    /// <summary>Whether a line of it begins with a dot, or asks for a line's number: then no part can be read alone.</summary>
    public bool HasConditions => _hasLineNumbers || _hasDots;

    /// <summary>In order, each with where it begins; together the whole text.</summary>
    public IReadOnlyList<(int Begin, Section Section)> Read()
    {
        var begin = 0;
        while (begin < text.Length)
        {
            var length = text.AsSpan(begin).IndexOf('\n');
            var end = length < 0 ? text.Length : begin + length;
            ReadLine(begin, text.AsSpan(begin, end - begin));
            begin = end + 1;
        }

        EndSection(text.Length);
        return _sections;
    }

    private void ReadLine(int begin, ReadOnlySpan<char> line)
    {
        var first = 0;
        while (first < line.Length && ConfigurationLine.IsSpace(line[first]))
            first++;
        if (first == line.Length || line[first] == '#')
            return;

        if (line[first] == '.')
        {
            _depth += line[first..].StartsWith(".if") ? 1 : line[first..].StartsWith(".endif") ? -1 : 0;
            _hasDots = _isConditional = true;
        }
        else if (IsHeader(line[first..]) && ConfigurationLine.Read(line) is { Words: [var kind, ..] } header && Section.Kinds.Contains(kind))
        {
            if (isBegin || begin > 0)
                EndSection(begin);
            (_header, _begin, _isConditional) = (header.Words, begin, _depth > 0);
        }
    }

    /// <summary>Whether it may be one: cheap, for all lines are asked.</summary>
    private static bool IsHeader(ReadOnlySpan<char> line)
    {
        var length = line.IndexOfAny(WordEnds);
        return (length >= 0 && line[length] is '"' or '\'' or '\\')
            || Known.Contains(length < 0 ? line : line[..length]);
    }

    private void EndSection(int end) =>
        _sections.Add((_begin, new Section(_header, text.AsMemory(_begin, end - _begin), _isConditional || _hasLineNumbers)));
}
