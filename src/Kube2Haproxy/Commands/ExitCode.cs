namespace Kube2Haproxy.Commands;

/// <summary>The exit codes, after <c>sysexits.h</c>.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 64;

    /// <summary>A template gives no configuration, or another one than its cases expect.</summary>
    public const int Data = 65;

    /// <summary>The daemon could not start: a port is taken, the log file cannot be opened. Or a command cannot reach what it asks, or not do it.</summary>
    public const int Unavailable = 69;

    /// <summary>A service of the daemon failed, or ended by itself.</summary>
    public const int Software = 70;

    /// <summary>A setting is wrong.</summary>
    public const int Configuration = 78;
}
