using System.Diagnostics;
using System.Globalization;

namespace Kube2Haproxy.UnitTests;

public sealed class SignalsTests
{
    [Fact]
    public async Task Signals_are_kept_until_somebody_reads()
    {
        using var signals = Signals.Register();

        foreach (var (name, meaning) in new[]
        {
            ("USR1", ProcessSignal.Master), ("USR2", ProcessSignal.Backup), ("HUP", ProcessSignal.Reload),
        })
        {
            using var kill = Process.Start("kill", ["-s", name, Environment.ProcessId.ToString(CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);

            (await signals.Reader.ReadAsync(TestContext.Current.CancellationToken)).ShouldBe(meaning);
        }
    }
}
