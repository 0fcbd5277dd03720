namespace Kube2Haproxy.Daemons.Haproxy.Planning;

/// <summary>What proxies build on: the last <c>defaults</c> before, or the one that is named; that one, only one that it names.</summary>
internal static class ProxyDefaults
{
    /// <summary>Index of the section; null for none.</summary>
    public static int? DefaultsOf(this SectionedText text, int index)
    {
        var section = text.Sections[index];
        if (!section.IsProxy && section.From is null)
            return null;

        foreach (var before in text.Shared.TakeWhile(before => before < index).Reverse())
        {
            var candidate = text.Sections[before];
            if (candidate.Kind == "defaults" && (section.From is null || section.From == candidate.Name))
                return before;
        }

        return null;
    }

    /// <summary>What a <c>backend</c> or <c>listen</c> holds.</summary>
    public static ProxyContents Contents(this SectionedText text, int index, Version haproxy) =>
        new ProxyContents(text.Sections[index], Inherited(text, index), haproxy).Read();

    private static ProxySettings Inherited(SectionedText text, int index)
    {
        if (text.DefaultsOf(index) is not { } defaults)
            return new ProxySettings();

        var settings = Inherited(text, defaults);
        foreach (var line in text.Sections[defaults].Lines())
            settings.Read(line);
        return settings;
    }
}
