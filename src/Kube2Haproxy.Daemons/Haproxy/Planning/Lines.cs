namespace Kube2Haproxy.Daemons.Haproxy.Planning;

/// <summary>Lines of two texts, one by one.</summary>
internal static class Lines
{
    /// <summary>The first one that differs, as its keyword in quotes, without values; null where all are the same.</summary>
    public static string? Difference(IReadOnlyList<string> old, IReadOnlyList<string> wanted)
    {
        for (var i = 0; i < Math.Max(old.Count, wanted.Count); i++)
        {
            if (i >= old.Count || i >= wanted.Count || old[i] != wanted[i])
                return $"\"{Keyword(i < wanted.Count ? wanted[i] : old[i])}\"";
        }

        return null;
    }

    /// <summary>What follows these words is a keyword too; what follows others may be a password.</summary>
    private static string Keyword(string line)
    {
        var words = line.Split(' ', 3);
        return words is ["option" or "timeout" or "no", var second, ..] ? $"{words[0]} {second}" : words[0];
    }
}
