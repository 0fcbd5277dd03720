using System.Runtime.InteropServices;
using System.Text;
using Kube2Haproxy.Core.Rendered;

namespace Kube2Haproxy.Daemons.Haproxy.Planning;

/// <summary>A configuration cut into sections, wherever its fragments begin and end. Never changed once it is built.</summary>
internal sealed class SectionedText
{
    private readonly List<Section> _sections;
    private readonly List<TextPosition> _begins;

    /// <summary>Indexes of the sections that concern others: all but proxies, and what may name servers.</summary>
    private readonly List<int> _concerning = [];

    private SectionedText(IReadOnlyList<Fragment> fragments, int capacity) =>
        (Fragments, _sections, _begins) = (fragments, new(capacity), new(capacity));

    public IReadOnlyList<Fragment> Fragments { get; }

    /// <summary>In order; the first one is what stands before the first header. Their texts together are the whole text.</summary>
    public ReadOnlySpan<Section> Sections => CollectionsMarshal.AsSpan(_sections);

    /// <summary>One of <see cref="Sections"/>.</summary>
    public Section SectionAt(int index) => _sections[index];

    /// <summary>Whether a line of it begins with a dot, or asks for a line's number: then one section says nothing without all the others.</summary>
    public bool HasConditions { get; private set; }

    /// <summary>Indexes of the sections that are no proxies, in order.</summary>
    public IEnumerable<int> Shared => _concerning.Where(index => !_sections[index].IsProxy);

    /// <summary>The sections that may name servers.</summary>
    public IEnumerable<Section> Naming => _concerning.Select(index => _sections[index]).Where(static section => section.MayNameServers);

    /// <summary>Reads all of it.</summary>
    public static SectionedText Read(IReadOnlyList<Fragment> fragments)
    {
        var text = new SectionedText(fragments, fragments.Count * 2);
        text.Append(new TextPosition(0, 0), new TextPosition(fragments.Count, 0));
        return text;
    }

    /// <summary>The same as <see cref="Read"/> gives, but only the sections around a change are read; all others are the instances of this one.</summary>
    public SectionedText With(IReadOnlyList<Fragment> fragments)
    {
        if (ReferenceEquals(fragments, Fragments))
            return this;
        if (HasConditions)
            return Read(fragments);

        var runs = ChangedRun.Between(Fragments, fragments);
        var next = new SectionedText(fragments, _sections.Count + 8);
        var shift = fragments.Count - Fragments.Count;
        var copied = 0;
        for (var i = 0; i < runs.Count; i++)
        {
            var first = LastWholeBefore(runs[i].Begin);
            var end = FirstWholeBehind(runs[i].OldEnd, first + 1);

            // What would reach into the next run is read together with it.
            while (i + 1 < runs.Count && (end == _sections.Count || _begins[end].Fragment >= runs[i + 1].Begin))
                end = FirstWholeBehind(runs[++i].OldEnd, first + 1);

            next.Copy(this, copied, first, shift: 0);
            var behind = end == _sections.Count ? new TextPosition(fragments.Count, 0) : Shifted(_begins[end], shift);
            next.Append(first == 0 ? default : _begins[first], behind);
            copied = end;
        }

        next.Copy(this, copied, _sections.Count, shift);
        return next.HasConditions ? Read(fragments) : next;
    }

    /// <summary>The last section whose header is all before the fragment: it is the same section, with perhaps other lines.</summary>
    private int LastWholeBefore(int fragment)
    {
        var index = FirstAt(fragment) - 1;
        while (index > 0 && !HasWholeHeader(_begins[index]))
            index--;
        return Math.Max(index, 0);
    }

    /// <summary>The first section that begins behind the fragments before, whatever these become; the number of sections where there is none.</summary>
    private int FirstWholeBehind(int fragment, int least)
    {
        var index = Math.Max(FirstAt(fragment), least);
        while (index < _sections.Count && !(HasWholeHeader(_begins[index]) && IsBehindNewline(_begins[index], fragment)))
            index++;
        return index;
    }

    private bool HasWholeHeader(TextPosition begin) => Fragments[begin.Fragment].Text.IndexOf('\n', begin.Offset) >= 0;

    private bool IsBehindNewline(TextPosition begin, int fragment) => begin.Offset > 0
        ? Fragments[begin.Fragment].Text[begin.Offset - 1] == '\n'
        : begin.Fragment > fragment && Fragments[begin.Fragment - 1].Text.EndsWith('\n');

    /// <summary>The first section that begins in the fragment or behind it.</summary>
    private int FirstAt(int fragment)
    {
        var index = _begins.BinarySearch(new TextPosition(fragment, 0));
        return index < 0 ? ~index : index;
    }

    private void Copy(SectionedText from, int begin, int end, int shift)
    {
        foreach (var index in from._concerning)
        {
            if (index >= begin && index < end)
                _concerning.Add(_sections.Count + index - begin);
        }

        _sections.AddRange(from.Sections[begin..end]);
        if (shift == 0)
        {
            _begins.AddRange(CollectionsMarshal.AsSpan(from._begins)[begin..end]);
            return;
        }

        for (var i = begin; i < end; i++)
            _begins.Add(Shifted(from._begins[i], shift));
    }

    private void Append(TextPosition begin, TextPosition end)
    {
        var part = new StringBuilder();
        for (var i = begin.Fragment; i < Fragments.Count && i <= end.Fragment; i++)
        {
            var from = i == begin.Fragment ? begin.Offset : 0;
            part.Append(Fragments[i].Text, from, (i == end.Fragment ? end.Offset : Fragments[i].Text.Length) - from);
        }

        var reader = new SectionReader(part.ToString(), isBegin: _sections.Count == 0);
        var (fragment, passed) = (begin.Fragment, -begin.Offset);
        foreach (var (offset, section) in reader.Read())
        {
            while (fragment < Fragments.Count - 1 && offset >= passed + Fragments[fragment].Text.Length)
                passed += Fragments[fragment++].Text.Length;
            if (!section.IsProxy || section.MayNameServers)
                _concerning.Add(_sections.Count);
            _sections.Add(section);
            _begins.Add(new TextPosition(fragment, offset - passed));
        }

        HasConditions |= reader.HasConditions;
    }

    private static TextPosition Shifted(TextPosition position, int shift) => position with { Fragment = position.Fragment + shift };
}
