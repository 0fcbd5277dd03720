using System.Globalization;
using System.Text;

namespace Kube2Haproxy.Core.Durations;

/// <summary>Durations as Go's <c>time.ParseDuration</c> reads and <c>Duration.String</c> prints them: <c>1m30s</c>, <c>300ms</c>.</summary>
public static class GoDuration
{
    // A TimeSpan counts 100 ns.
    private const int NanosecondsPerTick = 100;

    // Digits of a fraction beyond these are worth less than a nanosecond, even of an hour.
    private const int FractionDigits = 16;

    private static readonly (string Name, long Nanoseconds)[] Units =
    [
        // Longer names first: "ms" is not minutes.
        ("ns", 1),
        ("us", 1_000),
        ("\u00b5s", 1_000), // the micro sign
        ("\u03bcs", 1_000), // the Greek letter mu
        ("ms", 1_000_000),
        ("s", 1_000_000_000),
        ("m", 60_000_000_000),
        ("h", 3_600_000_000_000),
    ];

    /// <summary>
    /// Reads a sequence of decimal numbers, each with a unit (h, m, s, ms, us, µs, ns), after an optional sign; <c>0</c> needs no unit.
    /// What lies below 100 ns is cut off. False for anything else, and for what a <see cref="TimeSpan"/> cannot hold.
    /// </summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        ArgumentNullException.ThrowIfNull(text);
        duration = default;
        var rest = text.AsSpan();
        var isNegative = rest is ['-', ..];
        if (rest is ['-' or '+', ..])
            rest = rest[1..];
        if (rest is "0")
            return true;
        if (rest.IsEmpty)
            return false;

        var nanoseconds = Int128.Zero;
        while (!rest.IsEmpty)
        {
            if (!TryTake(ref rest, out var part))
                return false;
            nanoseconds += part;
            if (nanoseconds > NanosecondsPerTick * (Int128)long.MaxValue + NanosecondsPerTick)
                return false;
        }

        var ticks = (isNegative ? -nanoseconds : nanoseconds) / NanosecondsPerTick;
        if (ticks > long.MaxValue)
            return false;
        duration = new TimeSpan((long)ticks);
        return true;
    }

    /// <summary>The form that Go prints, which <see cref="TryParse"/> reads back: <c>1h0m0s</c>, <c>1.5s</c>, <c>300ms</c>, <c>0s</c>.</summary>
    public static string Format(TimeSpan duration)
    {
        var nanoseconds = Int128.Abs(duration.Ticks) * NanosecondsPerTick;
        var text = new StringBuilder(duration < TimeSpan.Zero ? "-" : "");
        if (nanoseconds == 0)
            return "0s";
        if (nanoseconds < 1_000)
            return text.Append(CultureInfo.InvariantCulture, $"{nanoseconds}ns").ToString();
        if (nanoseconds < 1_000_000)
            return text.Append(Decimal(nanoseconds, 1_000)).Append("\u00b5s").ToString();
        if (nanoseconds < 1_000_000_000)
            return text.Append(Decimal(nanoseconds, 1_000_000)).Append("ms").ToString();

        var (minutes, below) = Int128.DivRem(nanoseconds, 60_000_000_000);
        if (minutes >= 60)
            text.Append(CultureInfo.InvariantCulture, $"{minutes / 60}h");
        if (minutes > 0)
            text.Append(CultureInfo.InvariantCulture, $"{minutes % 60}m");
        return text.Append(Decimal(below, 1_000_000_000)).Append('s').ToString();
    }

    // One number with its unit. The fraction may miss, and so may the whole part, but not both.
    private static bool TryTake(ref ReadOnlySpan<char> rest, out Int128 nanoseconds)
    {
        nanoseconds = 0;
        var whole = TakeDigits(ref rest);
        var fraction = ReadOnlySpan<char>.Empty;
        if (rest is ['.', ..])
        {
            rest = rest[1..];
            fraction = TakeDigits(ref rest);
        }

        if (whole.IsEmpty && fraction.IsEmpty)
            return false;
        whole = whole.TrimStart('0');
        // More digits than the largest TimeSpan has nanoseconds.
        if (whole.Length > 21)
            return false;
        if (fraction.Length > FractionDigits)
            fraction = fraction[..FractionDigits];

        foreach (var (name, unit) in Units)
        {
            if (!rest.StartsWith(name, StringComparison.Ordinal))
                continue;
            rest = rest[name.Length..];
            nanoseconds = Number(whole) * unit + Number(fraction) * unit / Power(fraction.Length);
            return true;
        }

        return false;
    }

    private static ReadOnlySpan<char> TakeDigits(scoped ref ReadOnlySpan<char> rest)
    {
        var length = 0;
        while (length < rest.Length && char.IsAsciiDigit(rest[length]))
            length++;
        var digits = rest[..length];
        rest = rest[length..];
        return digits;
    }

    private static Int128 Number(ReadOnlySpan<char> digits) =>
        digits.IsEmpty ? 0 : Int128.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    private static Int128 Power(int exponent)
    {
        var power = Int128.One;
        for (var i = 0; i < exponent; i++)
            power *= 10;
        return power;
    }

    private static string Decimal(Int128 nanoseconds, long unit) =>
        ((decimal)nanoseconds / unit).ToString("0.#########", CultureInfo.InvariantCulture);
}
