using System.Globalization;
using Kube2Haproxy.Commands;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Serilog;
using Serilog.Extensions.Logging;

namespace Kube2Haproxy.Logging;

/// <summary>Where the log goes: stderr, a file, or both. Stdout belongs to what commands print.</summary>
internal static class DaemonLogging
{
    // One file of this size can still be opened in an editor; ten of them bound the disk to 1 GB.
    private const long FileSize = 100 * 1024 * 1024;
    private const int FileCount = 10;

    private const string FileFormat =
        "{UtcTimestamp:yyyy-MM-ddTHH:mm:ss.fffZ} {Level:u4} {SourceContext} {Message:lj}{NewLine}{Exception}";

    /// <exception cref="StartException">The log file cannot be opened.</exception>
    public static void AddDaemonLogging(this ILoggingBuilder logging, LoggingOptions options)
    {
        foreach (var (category, level) in options.LogLevel)
            logging.AddFilter(category.Equals("Default", StringComparison.OrdinalIgnoreCase) ? null : category, level);
        // The host tells each fault of a service with advice on its own options; RunCommand tells it once, with what follows.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);

        if (options.File.Length > 0)
        {
            Probe(options.File);
            // Not AddSerilog, which also turns off all levels for its provider. The container closes the file.
            logging.Services.AddSingleton<ILoggerProvider>(_ => new SerilogLoggerProvider(Create(options.File), dispose: true));
        }

        if (options.File.Length == 0 || options.AlsoToStderr)
            AddStderr(logging, IsJournal());
    }

    private static void AddStderr(ILoggingBuilder logging, bool isJournal)
    {
        if (isJournal)
            logging.AddSystemdConsole(); // priorities such as <6>; the journal has its own times
        else
        {
            logging.AddSimpleConsole(line =>
            {
                line.SingleLine = true;
                line.UseUtcTimestamp = true;
                line.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
                line.ColorBehavior = LoggerColorBehavior.Disabled;
            });
        }

        logging.Services.Configure<ConsoleLoggerOptions>(console =>
        {
            console.LogToStandardErrorThreshold = LogLevel.Trace;
            // Who reads stderr may stall; traffic must not wait for it. What is dropped is counted in the log.
            console.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite;
        });
    }

    // A shell in a desktop's terminal inherits JOURNAL_STREAM too, but there stderr is the terminal.
    private static bool IsJournal() =>
        SystemdHelpers.IsSystemdService()
        || (Environment.GetEnvironmentVariable("JOURNAL_STREAM") is not null && Console.IsErrorRedirected);

    // Serilog opens the file at the first event, and stays silent where it cannot.
    private static void Probe(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new StartException(
                $"the log file cannot be opened: {refused.Message} Name another with --log-file (Logging:File), or let the daemon's user "
                + "write there.",
                refused);
        }
    }

    private static Serilog.Core.Logger Create(string path) => new LoggerConfiguration()
        .MinimumLevel.Verbose() // Logging:LogLevel has decided already
        .WriteTo.File(
            path,
            outputTemplate: FileFormat,
            formatProvider: CultureInfo.InvariantCulture,
            fileSizeLimitBytes: FileSize,
            rollOnFileSizeLimit: true,
            retainedFileCountLimit: FileCount)
        .CreateLogger();
}
