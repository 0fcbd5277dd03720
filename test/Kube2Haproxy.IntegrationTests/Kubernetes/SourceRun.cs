using System.Collections.Concurrent;
using System.Threading.Channels;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Core.Status;
using Kube2Haproxy.Sources;
using Kube2Haproxy.TestSupport.Kubernetes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kube2Haproxy.IntegrationTests.Kubernetes;

/// <summary>A source as the daemon runs it, with a reader that keeps what its messages say.</summary>
internal sealed class SourceRun : IAsyncDisposable
{
    private readonly ConcurrentQueue<RenderInput.ClusterChanged> _messages = new();
    private readonly ConcurrentDictionary<NamespacedName, Service> _services = new();
    private readonly ConcurrentDictionary<NamespacedName, ServiceEndpoints> _endpoints = new();
    private readonly Published<SourceStatus> _status = new(SourceStatus.Starting);
    private readonly LogLines _log;
    private readonly ServiceProvider _container;
    private readonly BackgroundService _service;
    private readonly Task _reader;
    private readonly CancellationToken _stop;

    private SourceRun(IReadOnlyDictionary<string, string?> settings, TimeProvider time, int failingEvent, CancellationToken stop)
    {
        _log = new LogLines(failingEvent);
        _stop = stop;
        var channel = Channel.CreateBounded<RenderInput>(16);
        _container = new ServiceCollection()
            .AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(_log))
            .AddMetrics()
            .AddSingleton(channel.Writer)
            .AddSingleton(_status)
            .AddSingleton(time)
            .AddSources(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .BuildServiceProvider();
        _service = (BackgroundService)_container.GetServices<IHostedService>().Single();
        _reader = ReadAsync(channel.Reader);
    }

    public SourceStatus Status => _status.Value;

    public IReadOnlyCollection<RenderInput.ClusterChanged> Messages => _messages;

    /// <summary>Each with its level.</summary>
    public IReadOnlyCollection<string> Log => _log.Lines;

    /// <summary>Names without the namespace, sorted.</summary>
    public IEnumerable<string> Services => _services.Keys.Select(name => name.Name).Order(StringComparer.Ordinal);

    /// <summary>Addresses of all endpoints, sorted.</summary>
    public IEnumerable<string> Endpoints =>
        _endpoints.Values.SelectMany(slice => slice.Endpoints).Select(endpoint => endpoint.Address.ToString()).Order(StringComparer.Ordinal);

    /// <summary>The one of this name in the namespace <c>default</c>; null where there is none.</summary>
    public Service? Service(string name) => _services.GetValueOrDefault(new NamespacedName("default", name));

    /// <summary>Follows the server through a kubeconfig, as fast as it can.</summary>
    public static Task<SourceRun> StartAsync(
        FakeApiServer server,
        string directory,
        CancellationToken stop,
        TimeProvider? time = null,
        params (string Key, string Value)[] settings) =>
        StartAsync(KubeconfigFile.Write(server, directory), stop, time, settings: settings);

    /// <summary>Follows whatever the kubeconfig says, as fast as it can.</summary>
    /// <param name="kubeconfig">Path.</param>
    /// <param name="stop">Ends all waiting of the test.</param>
    /// <param name="time">The real clock where it is null.</param>
    /// <param name="master">URL in place of the kubeconfig's.</param>
    /// <param name="failingEvent">As <see cref="LogLines"/> has it.</param>
    /// <param name="settings">More of them.</param>
    public static async Task<SourceRun> StartAsync(
        string kubeconfig,
        CancellationToken stop,
        TimeProvider? time = null,
        string master = "",
        int failingEvent = 0,
        params (string Key, string Value)[] settings)
    {
        var all = new Dictionary<string, string?>
        {
            ["Kubernetes:Kubeconfig"] = kubeconfig,
            ["Kubernetes:Master"] = master,
            ["Kubernetes:Qps"] = "1000",
            ["Kubernetes:Burst"] = "1000",
        };
        foreach (var (key, value) in settings)
            all[key] = value;

        var run = new SourceRun(all, time ?? TimeProvider.System, failingEvent, stop);
        await run._service.StartAsync(stop);
        return run;
    }

    /// <summary>The service as the host sees it: ends when the source does.</summary>
    public Task Ended => _service.ExecuteTask.ShouldNotBeNull();

    /// <summary>Stops the source as the host does.</summary>
    public Task StopAsync() => _service.StopAsync(CancellationToken.None);

    /// <summary>Forgets messages and log lines, for a test that measures memory.</summary>
    public void Forget()
    {
        _messages.Clear();
        _log.Forget();
    }

    /// <summary>Waits for a condition; fails at once where the source has ended.</summary>
    /// <param name="condition">What to wait for.</param>
    /// <param name="between">Done before each look, such as moving a clock on.</param>
    public async Task UntilAsync(Func<bool> condition, Action? between = null)
    {
        while (!condition())
        {
            _service.ExecuteTask.ShouldNotBeNull().IsCompleted.ShouldBeFalse("the source has ended");
            between?.Invoke();
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, _stop);
        }
    }

    /// <summary>Waits until the source has listed everything and its first message has been read.</summary>
    public Task SyncedAsync() => UntilAsync(() => Status.Synced && !_messages.IsEmpty);

    public async ValueTask DisposeAsync()
    {
        await _service.StopAsync(CancellationToken.None);
        var writer = _container.GetRequiredService<ChannelWriter<RenderInput>>();
        writer.Complete();
        await _reader;
        await _container.DisposeAsync();
        _log.Dispose();
    }

    private async Task ReadAsync(ChannelReader<RenderInput> reader)
    {
        await foreach (var message in reader.ReadAllAsync())
        {
            var changed = message.ShouldBeOfType<RenderInput.ClusterChanged>();
            foreach (var delta in changed.Deltas)
            {
                Apply(delta, _services);
                Apply(delta, _endpoints);
            }

            _messages.Enqueue(changed);
        }
    }

    private static void Apply<T>(ClusterDelta delta, ConcurrentDictionary<NamespacedName, T> known)
        where T : class, IClusterObject
    {
        switch (delta)
        {
            case Replaced<T> replaced:
                var names = replaced.Objects.Select(one => one.Name).ToHashSet();
                var listed = known.Keys.Where(name => replaced.Namespace is null || name.Namespace == replaced.Namespace);
                foreach (var gone in listed.Where(name => !names.Contains(name)))
                    known.TryRemove(gone, out _);
                foreach (var one in replaced.Objects)
                    known[one.Name] = one;
                break;
            case Upserted<T> upserted:
                known[upserted.Current.Name] = upserted.Current;
                break;
            case Deleted<T> deleted:
                known.TryRemove(deleted.Name, out _);
                break;
        }
    }
}
