namespace Kube2Haproxy.Daemons.Haproxy.Planning;

/// <summary>A place in a text that consists of fragments.</summary>
/// <param name="Fragment">Its index.</param>
/// <param name="Offset">Within its text; its length only at the end of the last one.</param>
internal readonly record struct TextPosition(int Fragment, int Offset) : IComparable<TextPosition>
{
    public int CompareTo(TextPosition other) =>
        Fragment != other.Fragment ? Fragment.CompareTo(other.Fragment) : Offset.CompareTo(other.Offset);
}
