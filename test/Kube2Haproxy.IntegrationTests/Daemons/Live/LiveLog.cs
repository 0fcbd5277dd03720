using Microsoft.Extensions.Logging;

namespace Kube2Haproxy.IntegrationTests.Daemons.Live;

/// <summary>What the test did and what kube2haproxy said of it, in one order: the story behind a failure.</summary>
internal sealed class LiveLog<T> : ILogger<T>
{
    private readonly List<string> _lines = [];
    private readonly long _started = TimeProvider.System.GetTimestamp();

    /// <summary>So far.</summary>
    public string Story
    {
        get
        {
            lock (_lines)
                return string.Join('\n', _lines);
        }
    }

    public void Add(string line)
    {
        lock (_lines)
            _lines.Add($"{TimeProvider.System.GetElapsedTime(_started).TotalSeconds:0.000} {line}");
    }

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Add($"  {formatter(state, exception)}");

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;
}
