using System.Text.RegularExpressions;

namespace Kube2Haproxy.Daemons.Haproxy.Runtime;

/// <summary>The answers of HAProxy 2.6 and 3.0 that say that a command was obeyed. Anything else is a surprise, warnings too.</summary>
internal static partial class KnownAnswers
{
    private const string Address = "(no need to change the addr|IP changed from '[^']*' to '[^']*')";
    private const string Port = "(no need to change the port|port changed from '[0-9]*' to '[0-9]*')";

    /// <summary>To <c>set server … weight</c>, <c>… state</c>, <c>enable server</c>, <c>enable health</c>.</summary>
    public static bool IsSilence(string answer) => answer.Length == 0;

    /// <summary>To <c>add server</c>.</summary>
    public static bool IsAdded(string answer) => answer == "New server registered.";

    /// <summary>To <c>set server … addr … port</c>: 2.6 says of both that there was no need, 3.0 only says what it changed.</summary>
    public static bool IsMoved(string answer) => answer == "nothing changed" || Moved.IsMatch(answer);

    /// <summary>To <c>del server</c>; somebody else may have been faster.</summary>
    public static bool IsDeleted(string answer) => answer is "Server deleted." or "No such server.";

    /// <summary>To <c>del server</c>: it is to be asked again later.</summary>
    public static bool IsInUse(string answer) => answer == "Server still has connections attached to it, cannot remove it.";

    [GeneratedRegex($"^({Address}|{Port}|{Address}, {Port}) by 'stats socket command'$", RegexOptions.CultureInvariant)]
    private static partial Regex Moved { get; }
}
