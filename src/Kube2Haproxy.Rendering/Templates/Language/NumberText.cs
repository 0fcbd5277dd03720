using System.Globalization;
using Fluid.Values;

namespace Kube2Haproxy.Rendering.Templates.Language;

/// <summary>Numbers as Fluid writes them; whole ones, which nearly all are, without the way over decimals that takes ten times as long.</summary>
internal static class NumberText
{
    // Of a uint.
    private const int MostDigits = 10;

    /// <summary><c>12</c>; with a fraction also <c>1.5</c> and <c>1.0</c>.</summary>
    public static string Of(NumberValue number) =>
        Whole(number) is { } whole ? whole.ToString(CultureInfo.InvariantCulture) : number.ToStringValue();

    /// <summary>Writes the same.</summary>
    public static void Write(NumberValue number, TextWriter writer)
    {
        Span<char> digits = stackalloc char[MostDigits];
        if (Whole(number) is { } whole && whole.TryFormat(digits, out var length, provider: CultureInfo.InvariantCulture))
            writer.Write(digits[..length]);
        else
            writer.Write(number.ToStringValue());
    }

    /// <summary>The number; null where it has a fraction, is negative, or takes more than 32 bits.</summary>
    private static uint? Whole(NumberValue number)
    {
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(number.ToNumberValue(), bits);
        return bits is [var low, 0, 0, 0] ? (uint)low : null;
    }
}
