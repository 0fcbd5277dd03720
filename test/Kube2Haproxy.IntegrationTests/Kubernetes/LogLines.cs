using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Kube2Haproxy.IntegrationTests.Kubernetes;

/// <summary>Keeps all log lines, with their level first.</summary>
/// <param name="failingEvent">Id of a message at which it throws: what a defect does at that place. 0 for none.</param>
internal sealed class LogLines(int failingEvent) : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyCollection<string> Lines => _lines;

    public void Forget() => _lines.Clear();

    public ILogger CreateLogger(string categoryName) => new Writer(_lines, failingEvent);

    public void Dispose()
    {
    }

    private sealed class Writer(ConcurrentQueue<string> lines, int failingEvent) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (failingEvent != 0 && eventId.Id == failingEvent)
                throw new InvalidOperationException("nobody expects this");

            lines.Enqueue($"{logLevel}: {formatter(state, exception)}");
        }
    }
}
