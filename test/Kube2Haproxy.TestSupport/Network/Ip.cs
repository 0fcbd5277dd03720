using System.Diagnostics;

namespace Kube2Haproxy.TestSupport.Network;

/// <summary>The program <c>ip</c> of iproute2.</summary>
internal static class Ip
{
    public const string Program = "/sbin/ip";

    /// <returns>What it printed.</returns>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static async Task<string> RunAsync(params string[] arguments)
    {
        using var ip = Process.Start(new ProcessStartInfo(Program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = await ip.StandardOutput.ReadToEndAsync();
        var error = await ip.StandardError.ReadToEndAsync();
        await ip.WaitForExitAsync();
        return ip.ExitCode == 0 ? output : throw new InvalidOperationException($"ip {string.Join(' ', arguments)}: {error}");
    }
}
