namespace Kube2Haproxy.Cases;

/// <summary>One case of an operator's own: a directory with manifests, and what the templates are to give for them.</summary>
/// <param name="Name">Its path from the directory that was asked for.</param>
/// <param name="Directory">Its path.</param>
internal sealed record TemplateCase(string Name, string Directory)
{
    /// <summary>What the file names, and the assertions, are of.</summary>
    public const string DescriptionName = "case.yaml";

    /// <summary>Settings of the case alone.</summary>
    public const string SettingsName = "appsettings.json";

    public string Description => Path.Combine(Directory, DescriptionName);

    public string Settings => Path.Combine(Directory, SettingsName);

    /// <summary>The path of a file with the whole text that is expected.</summary>
    public string Expected(CaseDaemon daemon) => Path.Combine(Directory, daemon.FileName);
}
