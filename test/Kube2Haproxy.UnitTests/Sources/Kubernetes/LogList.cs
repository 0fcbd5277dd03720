using Microsoft.Extensions.Logging;

namespace Kube2Haproxy.UnitTests.Sources.Kubernetes;

/// <summary>Keeps what is logged.</summary>
internal sealed class LogList(List<string> lines) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        lines.Add(formatter(state, exception));
}
