namespace Kube2Haproxy.Configuration;

/// <summary>How the value of a setting is written.</summary>
internal sealed class ValueSyntax
{
    private readonly Func<string, Reading> _read;

    /// <param name="placeholder">Stands for the value in the help of a flag: <c>DURATION</c>.</param>
    /// <param name="right">What would be right, with its range: completes "it must be …".</param>
    /// <param name="canonical">The canonical form of a text; null where it is wrong.</param>
    public ValueSyntax(string placeholder, string right, Func<string, string?> canonical)
        : this(placeholder, right, text => canonical(text) is { } value ? Reading.Right(value) : Reading.Wrong($"it must be {right}"))
    {
    }

    /// <summary>For what has more to say about a wrong value than what would be right.</summary>
    public ValueSyntax(string placeholder, string right, Func<string, Reading> read)
    {
        Placeholder = placeholder;
        Right = right;
        _read = read;
    }

    public string Placeholder { get; }

    public string Right { get; }

    public Reading Read(string text) => _read(text);

    /// <summary>The same, with the empty text allowed, which means what the setting says of its default.</summary>
    public ValueSyntax OrEmpty() => new(Placeholder, Right, text => text.Length == 0 ? Reading.Right("") : _read(text));
}
