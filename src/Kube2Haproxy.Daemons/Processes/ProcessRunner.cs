using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Kube2Haproxy.Daemons.Processes;

/// <summary>Runs a program to its end.</summary>
internal sealed class ProcessRunner(TimeProvider time)
{
    /// <summary>Standard output and error together, in the order of their lines.</summary>
    /// <param name="program">Path, or a name to be found in PATH.</param>
    /// <param name="arguments">Passed as they are; no shell reads them.</param>
    /// <param name="limit">After this it is killed, with its children.</param>
    /// <param name="cancellationToken">Kills it likewise.</param>
    /// <param name="isInBackground">Nobody waits for it: it leaves the processor to others, by its nice value.</param>
    public async Task<ProcessResult> RunAsync(
        string program, IReadOnlyList<string> arguments, TimeSpan limit, CancellationToken cancellationToken, bool isInBackground = false)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // What systemd says to this process is not for its children: they would speak in its name.
        start.Environment.Remove("NOTIFY_SOCKET");
        start.Environment.Remove("WATCHDOG_USEC");

        using var process = new Process { StartInfo = start };
        var output = new StringBuilder();
        process.OutputDataReceived += (_, line) => Append(output, line.Data);
        process.ErrorDataReceived += (_, line) => Append(output, line.Data);

        try
        {
            process.Start();
        }
        catch (Win32Exception error)
        {
            return new ProcessResult.NotStarted(error.Message);
        }

        if (isInBackground)
            StepBack(process);
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        using var timeout = new CancellationTokenSource(limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            await process.WaitForExitAsync(both.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            return new ProcessResult.TimedOut(limit);
        }

        lock (output)
            return new ProcessResult.Exited(process.ExitCode, output.ToString().Trim());
    }

    private static void StepBack(Process process)
    {
        try
        {
            // A nice value of 10. With the greatest one, a busy machine might not let it come to its end.
            process.PriorityClass = ProcessPriorityClass.BelowNormal;
        }
        catch (Exception ended) when (ended is InvalidOperationException or Win32Exception)
        {
            // It was quick.
        }
    }

    private static void Append(StringBuilder output, string? line)
    {
        if (line is null)
            return;

        // Two threads read, one a stream.
        lock (output)
            output.Append(line).Append('\n');
    }
}
