using Microsoft.Extensions.Configuration;

namespace Kube2Haproxy.Configuration;

/// <summary>What became of all that an operator set. Never compared.</summary>
/// <param name="Faults">One sentence each, file before environment before command line; empty where the daemon may start.</param>
/// <param name="Configuration">Every setting in its canonical form, for options to be bound from; of use only without faults.</param>
/// <param name="Effective">The same with sources, in the order of the table.</param>
internal sealed record SettingsReport(
    IReadOnlyList<string> Faults, IConfiguration Configuration, IReadOnlyList<EffectiveSetting> Effective)
{
    /// <summary>All faults as one message.</summary>
    public string Message =>
        $"kube2haproxy: {(Faults.Count == 1 ? "1 fault" : $"{Faults.Count} faults")} in the settings; nothing was started.\n"
        + string.Concat(Faults.Select(fault => $"  {fault}\n"));
}
