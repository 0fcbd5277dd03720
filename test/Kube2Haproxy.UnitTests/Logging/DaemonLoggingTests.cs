using System.Text.RegularExpressions;
using Kube2Haproxy.Commands;
using Kube2Haproxy.Configuration;
using Kube2Haproxy.TestSupport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kube2Haproxy.UnitTests.Logging;

public sealed partial class DaemonLoggingTests : IDisposable
{
    private readonly TemporaryDirectory _files = new();

    private string File => Path.Combine(_files.Path, "kube2haproxy.log");

    public void Dispose() => _files.Dispose();

    [Fact]
    public void The_file_holds_what_the_levels_let_through()
    {
        Write(
            [("Logging:LogLevel:Kube2Haproxy.Sources", "Debug")],
            ("Kube2Haproxy.Sources.WatchService", LogLevel.Debug, "one"),
            ("Kube2Haproxy.Sources.WatchService", LogLevel.Trace, "two"),
            ("Kube2Haproxy.Daemons", LogLevel.Information, "three"),
            ("Kube2Haproxy.Daemons", LogLevel.Debug, "four"),
            ("Microsoft.AspNetCore", LogLevel.Information, "five"),
            ("Microsoft.AspNetCore", LogLevel.Warning, "six"),
            ("System.Net.Http.HttpClient", LogLevel.Information, "seven"));

        var lines = System.IO.File.ReadAllLines(File);
        lines.ShouldAllBe(line => Line().IsMatch(line));
        lines.Select(line => line[25..]).ShouldBe(
        [
            "DBUG Kube2Haproxy.Sources.WatchService one", "INFO Kube2Haproxy.Daemons three", "WARN Microsoft.AspNetCore six",
        ]);
    }

    [Fact]
    public void A_default_level_of_the_operator_leaves_the_other_defaults_in_place()
    {
        Write(
            [("Logging:LogLevel:default", "debug")],
            ("Kube2Haproxy.Daemons", LogLevel.Debug, "one"),
            ("Microsoft.AspNetCore", LogLevel.Debug, "two"));

        System.IO.File.ReadAllLines(File).Select(line => line[25..]).ShouldBe(["DBUG Kube2Haproxy.Daemons one"]);
    }

    [Fact]
    public void A_file_that_cannot_be_opened_ends_the_start_with_the_remedy()
    {
        var file = Path.Combine(_files.Path, "absent", "x.log");
        var settings = SettingsReader.Read(new SettingsLayer([new GivenValue("Logging:File", file, "--log-file")]));

        var fault = Should.Throw<StartException>(() => DaemonHost.CreateBuilder(settings.Configuration));

        fault.Message.ShouldBe($"the log file cannot be opened: Could not find a part of the path '{file}'. Name another with --log-file "
            + "(Logging:File), or let the daemon's user write there.");
    }

    private void Write((string Key, string Value)[] given, params (string Category, LogLevel Level, string Message)[] events)
    {
        var settings = SettingsReader.Read(new SettingsLayer(
            [.. given.Append(("Logging:File", File)).Select(one => new GivenValue(one.Item1, one.Item2, "test"))]));
        settings.Faults.ShouldBeEmpty();
        using var host = (IDisposable)DaemonHost.CreateBuilder(settings.Configuration).Build();
        var loggers = ((Microsoft.AspNetCore.Builder.WebApplication)host).Services.GetRequiredService<ILoggerFactory>();
        foreach (var (category, level, message) in events)
        {
            var logger = loggers.CreateLogger(category);
            Log(logger, level, message);
        }
    }

    [LoggerMessage(EventId = 1, Message = "{Message}")]
    private static partial void Log(ILogger logger, LogLevel level, string message);

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z ")]
    private static partial Regex Line();
}
