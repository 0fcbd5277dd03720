namespace Kube2Haproxy.Rendering.Templates;

/// <summary>The keys of section <c>Haproxy</c> that say how its configuration is rendered.</summary>
internal sealed class HaproxyTemplateOptions
{
    /// <summary>False leaves HAProxy alone: nothing is rendered, written or reloaded.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Path of the template; empty for the built-in one. Includes resolve beside it.</summary>
    public string TemplateFile { get; set; } = "";

    /// <summary>Path of the configuration that HAProxy reads, to tell its ports from the node's own.</summary>
    public string ConfigFile { get; set; } = "/etc/haproxy/haproxy.cfg";

    /// <summary>Path of the stats socket that the template's <c>stats_socket</c> names.</summary>
    public string StatsSocket { get; set; } = "/run/haproxy/admin.sock";

    /// <summary>Free values for the template, as <c>settings.NAME</c>.</summary>
    public Dictionary<string, string> Settings { get; set; } = [];
}
