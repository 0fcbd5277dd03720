using System.Globalization;
using Fluid.Values;

namespace Kube2Haproxy.Rendering.Templates.Language;

/// <summary>Numbers as Fluid writes them; whole ones, which nearly all are, without the way over decimals that takes ten times as long.</summary>
internal static class NumberText
{
    /// <summary><c>12</c>; with a fraction also <c>1.5</c> and <c>1.0</c>.</summary>
    public static string Of(NumberValue number)
    {
        var value = number.ToNumberValue();
        return value.Scale == 0 && value is >= long.MinValue and <= long.MaxValue
            ? ((long)value).ToString(CultureInfo.InvariantCulture)
            : number.ToStringValue();
    }
}
