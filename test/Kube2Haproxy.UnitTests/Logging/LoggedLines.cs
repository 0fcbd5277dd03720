using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Kube2Haproxy.UnitTests.Logging;

/// <summary>Keeps what is logged, from any thread: level and message.</summary>
internal sealed class LoggedLines<T> : ILogger<T>
{
    private readonly ConcurrentQueue<string> _lines = [];

    public IReadOnlyCollection<string> Lines => _lines;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue($"{logLevel}: {formatter(state, exception)}");
}
