using Kube2Haproxy.Core.Wording;

namespace Kube2Haproxy.Rendering.Templates;

/// <summary>The end of a message about a name that there is not.</summary>
internal static class Meant
{
    /// <summary>What was meant, where a name is near, and what there is.</summary>
    /// <param name="name">As it was written.</param>
    /// <param name="known">The names that there are.</param>
    /// <param name="list">A sentence with them, whose first letter is small.</param>
    public static string Or(string name, IEnumerable<string> known, string list) => NearestWord.Of(name, known) is { } near
        ? $"; did you mean '{near}'? {char.ToUpperInvariant(list[0])}{list[1..]}"
        : $"; {list}";
}
