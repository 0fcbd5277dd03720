using System.Globalization;

namespace Kube2Haproxy.Daemons.Haproxy.Planning;

/// <summary>What the words of <c>default-server</c> lines and of a <c>server</c> line come to. Never changed: every line makes another one.</summary>
internal sealed class ServerSettings
{
    // HAProxy takes no more.
    private const int MostWeight = 256;

    /// <summary>Of a server without words.</summary>
    public static readonly ServerSettings None = new([]);

    private readonly SortedList<string, Setting> _settings;

    private ServerSettings(SortedList<string, Setting> settings) => _settings = settings;

    /// <summary>Null where no word says it.</summary>
    public int? Id { get; private set; }

    public int Weight { get; private set; } = 1;

    public bool IsInMaintenance { get; private set; }

    /// <summary>Why nobody can say what the words come to; null where it is known.</summary>
    public Obstacle? Unclear { get; private set; }

    /// <summary>Whether HAProxy would refuse to delete it.</summary>
    public bool IsKept => _settings.ContainsKey("resolvers") || _settings.ContainsKey("track");

    /// <summary>Ordered by setting.</summary>
    public override string ToString() => string.Join(' ', Effective().Values.Select(static setting => setting.Text));

    /// <summary>Why <c>add server</c> of the version does not take them; null where it does.</summary>
    public Obstacle? Refused(Version haproxy)
    {
        foreach (var setting in _settings.Values)
        {
            if (setting.AddedSince is not { } since || since > haproxy)
                return new Obstacle(ReloadReason.ServerKeyword, $"a server with \"{setting.Word}\" cannot be added to a running HAProxy {haproxy}");
        }

        return null;
    }

    /// <summary>These, with further words behind.</summary>
    public ServerSettings With(ConfigurationLine line, int firstWord)
    {
        var words = line.Words;
        if (words.Count <= firstWord)
            return this;

        var next = new ServerSettings(new SortedList<string, Setting>(_settings, StringComparer.Ordinal))
        {
            Weight = Weight,
            IsInMaintenance = IsInMaintenance,
            Unclear = Unclear ?? (line.IsLiteral ? null : new Obstacle(ReloadReason.Conditional, "its words depend on more than the line")),
        };
        for (var i = firstWord; i < words.Count && next.Unclear is null;)
            i += next.Take(words, i);
        return next;
    }

    /// <summary>How many words it took.</summary>
    private int Take(IReadOnlyList<string> words, int index)
    {
        var word = words[index];
        switch (word)
        {
            case "disabled" or "enabled":
                IsInMaintenance = word == "disabled";
                return 1;
            case "weight":
                Weight = Number(words, index, MostWeight) ?? Weight;
                return 2;
            case "id":
                Id = Number(words, index, int.MaxValue);
                return 2;
        }

        if (!ServerKeyword.All.TryGetValue(word, out var keyword))
        {
            Unclear = new Obstacle(ReloadReason.ServerKeyword, $"\"{word}\" is no keyword that is known");
            return 1;
        }

        var count = 1 + (keyword.ArgumentCount ?? SourceArgumentCount(words, index));
        if (index + count > words.Count)
            Unclear = new Obstacle(ReloadReason.ServerKeyword, $"\"{word}\" has no value");
        else
            Set(keyword, word, string.Join(' ', words.Skip(index).Take(count).Select(ConfigurationLine.Escaped)));
        return count;
    }

    private void Set(ServerKeyword keyword, string word, string text)
    {
        if (keyword.Effect is KeywordEffect.Ignored)
            return;

        var hasBefore = _settings.Remove(keyword.Setting, out var before);
        if (keyword.Effect is KeywordEffect.Clears)
            return;

        // The command line of HAProxy knows no quotes, and commands end at a semicolon.
        var setting = new Setting(text, word, text.Contains('\\', StringComparison.Ordinal) ? null : keyword.AddedSince);
        if (hasBefore && keyword.Effect is KeywordEffect.Appends && before.Text != text)
        {
            var refused = before.AddedSince is null ? before : setting;
            setting = refused with { Text = $"{before.Text} {text}" };
        }

        _settings.Add(keyword.Setting, setting);
    }

    /// <summary>
    /// A check of a server from the file speaks as the server does, unless it goes elsewhere; that of an added one only when told so
    /// (configuration.txt, 5.2, <c>check</c>).
    /// </summary>
    private SortedList<string, Setting> Effective()
    {
        if (!_settings.ContainsKey("check") || _settings.ContainsKey("addr") || _settings.ContainsKey("port"))
            return _settings;

        var effective = new SortedList<string, Setting>(_settings, StringComparer.Ordinal);
        if (_settings.ContainsKey("ssl"))
            effective.TryAdd("check-ssl", new Setting("check-ssl", "check-ssl", null));
        if (_settings.ContainsKey("send-proxy") || _settings.ContainsKey("send-proxy-v2"))
            effective.TryAdd("check-send-proxy", new Setting("check-send-proxy", "check-send-proxy", null));
        return effective;
    }

    /// <summary>An address, and then "usesrc" and "interface" with a word each.</summary>
    private static int SourceArgumentCount(IReadOnlyList<string> words, int index)
    {
        var count = 1;
        while (index + count + 1 < words.Count && words[index + count + 1] is "usesrc" or "interface")
            count += 2;
        return count;
    }

    private int? Number(IReadOnlyList<string> words, int index, int most)
    {
        // HAProxy reads "7x" as 7, but whoever writes that means something else.
        if (index + 1 < words.Count && int.TryParse(words[index + 1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most)
            return number;

        Unclear = new Obstacle(ReloadReason.ServerKeyword, $"its \"{words[index]}\" is no number that HAProxy takes");
        return null;
    }

    private readonly record struct Setting(string Text, string Word, Version? AddedSince);
}
