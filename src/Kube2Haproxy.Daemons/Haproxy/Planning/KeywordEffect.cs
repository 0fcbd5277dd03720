namespace Kube2Haproxy.Daemons.Haproxy.Planning;

/// <summary>What a word of a server does to the setting that it is of.</summary>
internal enum KeywordEffect
{
    /// <summary>It and its arguments are the setting.</summary>
    Replaces,

    /// <summary>It goes on with the words before.</summary>
    Appends,

    /// <summary>The setting is not there.</summary>
    Clears,

    /// <summary>Nothing.</summary>
    Ignored,
}
