namespace Kube2Haproxy.Daemons.Haproxy.Planning;

/// <summary>Why commands are not enough. A label of the metrics (<c>section_added</c>): few, each one with another answer by the operator.</summary>
internal enum ReloadReason
{
    /// <summary>Nobody knows what runs: at the first start, or after somebody else has loaded another file. Never a plan's: the caller's.</summary>
    Start,

    /// <summary>HAProxy answered a command in a way that is not known to be good. Never a plan's.</summary>
    Surprise,

    /// <summary>What runs is not what was loaded, and commands cannot mend it. Never a plan's.</summary>
    Damaged,

    /// <summary>Commands would do, but HAProxy takes none: there is no stats socket, or it is too old. Never a plan's.</summary>
    NoCommands,

    /// <summary>A section that others build on differs: all but frontend, backend and listen. Somebody changed the template or its settings.</summary>
    Global,

    /// <summary>A frontend, backend or listen is new: a Service came.</summary>
    SectionAdded,

    /// <summary>A frontend, backend or listen is gone: a Service went.</summary>
    SectionRemoved,

    /// <summary>A line that is no server's differs, or the section cannot have its servers changed: a Service's settings changed.</summary>
    SectionChanged,

    /// <summary>A server that stays has other options.</summary>
    ServerOptions,

    /// <summary>The line has a keyword that <c>add server</c> does not take, or that <c>del server</c> refuses; the template could do without it.</summary>
    ServerKeyword,

    /// <summary>The address is not literal, or has no port of its own; the template could write one.</summary>
    ServerAddress,

    /// <summary>A server's id differs, or is another server's now; the template should give each a stable one.</summary>
    ServerId,

    /// <summary>A rule names the server that goes.</summary>
    ServerNamed,

    /// <summary>The backend's algorithm is static; <c>hash-type consistent</c> makes most of them dynamic.</summary>
    StaticAlgorithm,

    /// <summary>What a line means depends on more than its text: <c>.if</c>, an environment variable, a line's number.</summary>
    Conditional,
}
