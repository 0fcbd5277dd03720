using System.Net;
using System.Net.Sockets;
using Kube2Haproxy.Commands;
using Kube2Haproxy.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kube2Haproxy.UnitTests.Commands;

public sealed class RunCommandTests
{
    private readonly StringWriter _error = new();
    private readonly RememberedLog _log = new();

    [Fact]
    public async Task A_stop_that_was_asked_for_ends_with_0()
    {
        (await RunAsync(new Service(Wait), new Stopper(Task.CompletedTask))).ShouldBe(ExitCode.Success);

        _log.Lines.ShouldNotContain(line => line.StartsWith("Critical", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_service_that_fails_ends_the_daemon_with_70()
    {
        (await RunAsync(new Service(Wait), new Service(async _ =>
        {
            await Task.Yield();
            throw new InvalidOperationException("boom");
        }))).ShouldBe(ExitCode.Software);

        _log.Lines.ShouldContain(line => line.StartsWith("Critical Service has failed", StringComparison.Ordinal)
            && line.EndsWith("boom", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_service_that_ends_by_itself_ends_the_daemon_with_70()
    {
        (await RunAsync(new Service(Wait), new Service(_ => Task.CompletedTask))).ShouldBe(ExitCode.Software);

        _log.Lines.Count(line => line.StartsWith("Critical Service has ended by itself", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task A_service_that_is_cancelled_by_something_else_ends_the_daemon_with_70()
    {
        using var timeout = new CancellationTokenSource();
        await timeout.CancelAsync();

        (await RunAsync(new Service(Wait), new Service(_ => Task.FromCanceled(timeout.Token)))).ShouldBe(ExitCode.Software);
    }

    [Fact]
    public async Task A_service_that_fails_while_it_stops_ends_the_daemon_with_70()
    {
        var ready = new TaskCompletionSource();
        var failing = new Service(async stop =>
        {
            ready.SetResult();
            await Wait(stop).ContinueWith(_ => { }, TaskScheduler.Default);
            throw new InvalidOperationException("late");
        });

        (await RunAsync(failing, new Stopper(ready.Task))).ShouldBe(ExitCode.Software);
    }

    [Fact]
    public async Task A_stop_that_is_asked_for_while_starting_ends_with_0() =>
        (await RunAsync(new Service(Wait), new StopperAtStart(), new Service(Wait))).ShouldBe(ExitCode.Success);

    [Fact]
    public async Task A_port_that_is_taken_gives_one_line_and_69()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        (await RunAsync(port, new Service(Wait))).ShouldBe(ExitCode.Unavailable);

        _error.ToString().ShouldBe(
            $"kube2haproxy: Failed to bind to address http://127.0.0.1:{port}: address already in use. Stop what listens there, or choose "
            + "another port with --port (Server:Port); 0 turns the endpoints off.\n");
        _log.Lines.ShouldNotContain(line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    private static Task Wait(CancellationToken stop) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);

    private Task<int> RunAsync(params IHostedService[] services) => RunAsync(0, services);

    private Task<int> RunAsync(int port, params IHostedService[] services) => RunCommand.RunAsync(() => Build(port, services), _error);

    private WebApplication Build(int port, IHostedService[] services)
    {
        var settings = SettingsReader.Read(new SettingsLayer([new GivenValue("Server:Port", $"{port}", "--port")]));
        var builder = DaemonHost.CreateBuilder(settings.Configuration);
        builder.Logging.Services.AddSingleton<ILoggerProvider>(_log);
        foreach (var service in services)
            builder.Services.AddSingleton(service);
        var host = builder.Build();
        foreach (var stopper in services.OfType<IStopper>())
            stopper.Lifetime = host.Lifetime;
        return host;
    }

    private interface IStopper
    {
        IHostApplicationLifetime? Lifetime { set; }
    }

    private sealed class Service(Func<CancellationToken, Task> execute) : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) => execute(stoppingToken);
    }

    private sealed class Stopper(Task ready) : BackgroundService, IStopper
    {
        public IHostApplicationLifetime? Lifetime { get; set; }

        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await ready;
            Lifetime?.StopApplication();
            await Wait(stoppingToken);
        }
    }

    private sealed class StopperAtStart : IHostedService, IStopper
    {
        public IHostApplicationLifetime? Lifetime { get; set; }

        public Task StartAsync(CancellationToken cancellationToken)
        {
            Lifetime?.StopApplication();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class RememberedLog : ILoggerProvider, ILogger
    {
        private readonly Lock _lock = new();
        private readonly List<string> _lines = [];

        public IReadOnlyList<string> Lines
        {
            get
            {
                lock (_lock)
                    return [.. _lines];
            }
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_lock)
                _lines.Add($"{logLevel} {formatter(state, exception)} {exception?.Message}".TrimEnd());
        }

        public void Dispose()
        {
        }
    }
}
