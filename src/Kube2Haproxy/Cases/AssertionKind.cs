namespace Kube2Haproxy.Cases;

/// <summary>Named as in a case's file, but for the case of letters.</summary>
internal enum AssertionKind
{
    /// <summary>The text stands in the configuration.</summary>
    Contains,

    /// <summary>It does not.</summary>
    Lacks,

    /// <summary>The template gives no configuration, and the text stands in the reason.</summary>
    Fails,
}
