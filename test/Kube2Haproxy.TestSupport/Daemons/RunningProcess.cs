using System.Diagnostics;
using System.Text;

namespace Kube2Haproxy.TestSupport.Daemons;

/// <summary>A program that runs beside the test; ended, by its own process ID, with it.</summary>
public sealed class RunningProcess : IAsyncDisposable
{
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(20);
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private bool _disposed;

    private RunningProcess(Process process) => _process = process;

    /// <summary>Its process ID.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>The code with which it ended.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>What it has printed so far, on both streams.</summary>
    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    /// <summary>Starts it; <paramref name="environment"/> is added to the test's own, null values are taken out of it.</summary>
    public static RunningProcess Start(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null, bool emptyEnvironment = false)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (emptyEnvironment)
            start.Environment.Clear();

        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
            start.Environment[name] = value;

        var running = new RunningProcess(new Process { StartInfo = start });
        running._process.OutputDataReceived += running.Append;
        running._process.ErrorDataReceived += running.Append;
        running._process.Start();
        running._process.BeginOutputReadLine();
        running._process.BeginErrorReadLine();
        return running;
    }

    /// <summary>Sends a signal by its name, such as <c>TERM</c>.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("/bin/kill", ["-s", name, $"{Id}"]);
        kill.WaitForExit();
    }

    /// <summary>Waits for its end and returns its code.</summary>
    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;

        _disposed = true;
        if (!_process.HasExited)
        {
            Signal("TERM");
            using var limit = new CancellationTokenSource(EndLimit, TimeProvider.System);
            try
            {
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
            }
        }

        _process.Dispose();
    }

    private void Append(object sender, DataReceivedEventArgs line)
    {
        lock (_output)
            _output.Append(line.Data).Append('\n');
    }
}
