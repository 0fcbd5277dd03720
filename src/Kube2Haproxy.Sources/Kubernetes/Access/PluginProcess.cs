using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Kube2Haproxy.Sources.Kubernetes.Access;

/// <summary>How a credential plugin ended.</summary>
/// <param name="Code">How it ended.</param>
/// <param name="Output">What it printed: secret.</param>
/// <param name="Error">The beginning of what it said beside it.</param>
internal sealed record PluginProcess(int Code, string Output, string Error)
{
    /// <summary>A client certificate with its chain and key is a few kB.</summary>
    private const int LongestOutput = 1 << 20;

    private const int LongestError = 64 * 1024;

    /// <summary>Runs it to its end.</summary>
    /// <param name="start">Program, arguments and environment.</param>
    /// <param name="limit">When this is cancelled it is killed, with its children.</param>
    /// <exception cref="OperationCanceledException">It was.</exception>
    /// <exception cref="Win32Exception">The operating system could not start it.</exception>
    public static async Task<PluginProcess> RunAsync(ProcessStartInfo start, CancellationToken limit)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;

        // What systemd says to this process is not for its children: they would speak in its name.
        start.Environment.Remove("NOTIFY_SOCKET");
        start.Environment.Remove("WATCHDOG_USEC");

        using var process = new Process { StartInfo = start };
        process.Start();
        try
        {
            process.StandardInput.Close();
            var output = ReadAsync(process.StandardOutput, LongestOutput, limit);
            var error = ReadAsync(process.StandardError, LongestError, limit);
            await Task.WhenAll(output, error, process.WaitForExitAsync(limit));
            return new PluginProcess(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>To its end; what is over is read too, so that the writer does not stand still, and dropped.</summary>
    private static async Task<string> ReadAsync(StreamReader reader, int most, CancellationToken stop)
    {
        var text = new StringBuilder();
        var buffer = new char[4096];
        while (await reader.ReadAsync(buffer, stop) is > 0 and var read)
            text.Append(buffer, 0, Math.Min(read, most - text.Length));

        return text.ToString();
    }
}
