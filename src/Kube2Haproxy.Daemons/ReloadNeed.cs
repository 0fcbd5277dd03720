namespace Kube2Haproxy.Daemons;

/// <summary>Why a daemon must be reloaded.</summary>
/// <param name="Reason">A label of the metrics, one of few.</param>
/// <param name="Words">A sentence without values of the configuration.</param>
internal sealed record ReloadNeed(string Reason, string Words)
{
    /// <summary>Nobody knows what runs.</summary>
    public static readonly ReloadNeed Start = new("start", "It is not known to run what its file says.");

    /// <summary>What runs cannot be asked for.</summary>
    public static readonly ReloadNeed FileChanged = new("damaged", "Somebody else has changed its file, and may have made it read that.");
}
