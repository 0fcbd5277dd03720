namespace Kube2Haproxy.Daemons.Quarantine;

/// <summary>How much is known of the template that gave a configuration.</summary>
internal enum TemplateStanding
{
    /// <summary>The daemon has run what it gave: what is refused now is a Service's fault.</summary>
    Taken,

    /// <summary>It is new, and there is none before it.</summary>
    New,

    /// <summary>It is new, and the one before it can stay in force.</summary>
    Replacing,
}
