using System.Globalization;
using Kube2Haproxy.Core.Rendered;

namespace Kube2Haproxy.UnitTests.Daemons.Haproxy.Planning;

/// <summary>Texts that mean the same, written in many ways.</summary>
internal sealed class RandomText(Random random)
{
    private static readonly string[] Spaces = [" ", "  ", "\t", " \t "];

    /// <summary>The words as a line, perhaps with blank lines and comments around it.</summary>
    public string Line(params IEnumerable<string> words)
    {
        var line = string.Concat(words.Select(word => Pick(Spaces) + Word(word)));
        return Noise() + (Chance(2) ? line.TrimStart() : line) + (Chance(5) ? " # server x" : "") + "\n";
    }

    public string Noise() => Chance(6) ? Pick(["\n", "  \n", "# backend b\n", "  # server s 10.0.0.1:80\n", "#\n"]) : "";

    public bool Chance(int oneIn) => random.Next(oneIn) == 0;

    public T Pick<T>(IReadOnlyList<T> all) => all[random.Next(all.Count)];

    public int Number(int least, int most) => random.Next(least, most + 1);

    public IReadOnlyList<T> Shuffled<T>(IEnumerable<T> all) => [.. all.OrderBy(_ => random.Next())];

    /// <summary>Cut anywhere, some fragments empty.</summary>
    public IReadOnlyList<Fragment> Fragments(string text)
    {
        int[] cuts =
        [
            0, .. Enumerable.Range(0, random.Next(2 + (text.Length / 40))).Select(_ => random.Next(text.Length + 1)).ToArray().Order(), text.Length,
        ];
        return [.. cuts.Zip(cuts.Skip(1), (begin, end) => new Fragment(null, text[begin..end]))];
    }

    private string Word(string word) => random.Next(12) switch
    {
        0 => $"\"{word}\"",
        1 => $"'{word}'",
        2 => word.Length < 2 ? word : $"{word[..1]}\"{word[1..]}\"",
        3 => string.Create(CultureInfo.InvariantCulture, $"\\x{(int)word[0]:x2}{word[1..]}"),
        _ => word,
    };
}
