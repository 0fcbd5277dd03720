using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;
using CliWrap;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Core.Status;
using Kube2Haproxy.IntegrationTests.Kubernetes;
using Kube2Haproxy.Sources.Manifests;
using Kube2Haproxy.TestSupport;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Kube2Haproxy.IntegrationTests.Manifests;

public sealed class ManifestsSourceTests : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new(TimeSpan.FromSeconds(60), TimeProvider.System);
    private readonly TemporaryDirectory _files = new();
    private readonly Channel<RenderInput> _output = Channel.CreateUnbounded<RenderInput>();
    private readonly Published<SourceStatus> _status = new(SourceStatus.Starting);
    private readonly ClusterStore _store = new();
    private Task? _running;

    [Fact]
    public async Task Files_that_come_change_and_go_are_followed()
    {
        Write(_files.Path, "a.yaml", "a");
        Start(_files.Path);
        await ServesAsync("a");
        await Wait.UntilAsync(() => _status.Value is { Synced: true, Fault: null }, "it is synced", cancellationToken: TestContext.Current.CancellationToken);

        Write(_files.Path, "b.yaml", "b");
        await ServesAsync("a", "b");

        Write(_files.Path, "new", "c");
        File.Move(_files["new"], _files["a.yaml"], overwrite: true);
        await ServesAsync("b", "c");

        File.Delete(_files["b.yaml"]);
        await ServesAsync("c");
    }

    [Fact]
    public async Task An_empty_directory_is_a_state_and_one_that_is_missing_is_not()
    {
        Start(_files["manifests"]);
        await FaultAsync($"{_files["manifests"]} (Manifests:Directory) does not exist. Create it, or name another with --manifests.");
        _output.Reader.Count.ShouldBe(0);

        Directory.CreateDirectory(_files["manifests"]);

        await ServesAsync();
        await Wait.UntilAsync(() => _status.Value is { Synced: true, Fault: null }, "it is synced", cancellationToken: TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_directory_that_goes_leaves_the_last_state_in_force()
    {
        var directory = Directory.CreateDirectory(_files["manifests"]).FullName;
        Write(directory, "a.yaml", "a");
        Start(directory);
        await ServesAsync("a");

        Directory.Delete(directory, recursive: true);
        await FaultAsync("does not exist");
        _output.Reader.Count.ShouldBe(0);
        _status.Value.Synced.ShouldBeTrue();

        Directory.CreateDirectory(directory);
        Write(directory, "b.yaml", "b");
        await ServesAsync("b");
    }

    [Fact]
    public async Task A_file_that_is_bad_at_the_start_is_waited_for()
    {
        File.WriteAllText(_files["a.yaml"], "spec: [}");
        Write(_files.Path, "b.yaml", "b");
        Start(_files.Path);
        await FaultAsync("Nothing is applied before every manifest is good.");
        _status.Value.Synced.ShouldBeFalse();
        _output.Reader.Count.ShouldBe(0);

        Write(_files.Path, "a.yaml", "a");

        await ServesAsync("a", "b");
    }

    [Fact]
    public async Task A_file_that_becomes_bad_keeps_its_last_good_content()
    {
        Write(_files.Path, "a.yaml", "a");
        Start(_files.Path);
        await ServesAsync("a");

        File.WriteAllText(_files["a.yaml"], "spec: [}");
        await FaultAsync($"{_files["a.yaml"]}:1: it is not YAML");
        Write(_files.Path, "b.yaml", "b");
        await ServesAsync("a", "b");

        Write(_files.Path, "a.yaml", "a");
        await Wait.UntilAsync(() => _status.Value.Fault is null, "the fault is over", cancellationToken: TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_directory_that_is_swapped_by_its_symbolic_link_is_followed()
    {
        Write(Directory.CreateDirectory(_files["one"]).FullName, "a.yaml", "a");
        Write(Directory.CreateDirectory(_files["two"]).FullName, "a.yaml", "b");
        Directory.CreateSymbolicLink(_files["current"], "one");
        Start(_files["current"]);
        await ServesAsync("a");

        await SwapAsync("two");
        await ServesAsync("b");

        // The directory that it leads to now is the one that is watched.
        Write(_files["two"], "a.yaml", "c");
        await ServesAsync("c");
    }

    [Fact]
    public async Task A_mounted_config_map_is_followed()
    {
        Write(Directory.CreateDirectory(_files["..1"]).FullName, "a.yaml", "a");
        Write(Directory.CreateDirectory(_files["..2"]).FullName, "a.yaml", "b");
        Directory.CreateSymbolicLink(_files["current"], "..1");
        File.CreateSymbolicLink(_files["a.yaml"], "current/a.yaml");
        Start(_files.Path);
        await ServesAsync("a");

        await SwapAsync("..2");

        await ServesAsync("b");
    }

    [Fact]
    public async Task An_exception_that_nobody_expects_ends_the_source()
    {
        const int filesWereRead = 1200;
        using var log = new LogLines(filesWereRead);
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(log));
        Write(_files.Path, "a.yaml", "a");
        Start(_files.Path, factory.CreateLogger<ManifestsSource>());
        var running = _running;
        _running = null;

        (await Should.ThrowAsync<Exception>(running.WaitAsync(_stop.Token))).ToString().ShouldContain("nobody expects this");
    }

    [Fact]
    public async Task An_object_in_two_files_is_reported_and_taken_from_the_first()
    {
        Write(_files.Path, "a.yaml", "a");
        Start(_files.Path);
        await ServesAsync("a");

        var other = File.ReadAllText(_files["a.yaml"]).Replace("10.96.0.1", "10.96.0.99", StringComparison.Ordinal);
        File.WriteAllText(_files["b.yaml"], other);
        await FaultAsync($"{_files["b.yaml"]}:1: Service default/a stands in a.yaml:1 too, which is taken; remove one of them.");
        _output.Reader.Count.ShouldBe(0);

        // The one that stays is the one that counts.
        File.Delete(_files["a.yaml"]);
        await Wait.UntilAsync(() => _status.Value.Fault is null, "the fault is over", cancellationToken: _stop.Token);
        var next = ((RenderInput.ClusterChanged)await _output.Reader.ReadAsync(_stop.Token)).Deltas;
        next.ShouldHaveSingleItem().ShouldBeOfType<Upserted<Service>>().Current.ClusterAddresses[0].ToString().ShouldBe("10.96.0.99");
    }

    [Fact]
    public async Task A_file_that_is_written_anew_with_the_same_content_changes_nothing()
    {
        Write(_files.Path, "a.yaml", "a");
        Start(_files.Path);
        await ServesAsync("a");

        Write(_files.Path, "a.yaml", "a");
        File.SetLastWriteTimeUtc(_files["a.yaml"], new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Write(_files.Path, "b.yaml", "b");
        var next = ((RenderInput.ClusterChanged)await _output.Reader.ReadAsync(_stop.Token)).Deltas;

        next.ShouldHaveSingleItem().ShouldBeOfType<Upserted<Service>>().Current.Name.Name.ShouldBe("b");
    }

    [Fact]
    public async Task Files_that_a_swapped_directory_adds_and_lacks_come_and_go_at_once()
    {
        Write(Directory.CreateDirectory(_files["one"]).FullName, "a.yaml", "a");
        Write(_files["one"], "b.yaml", "b");
        Write(Directory.CreateDirectory(_files["two"]).FullName, "b.yaml", "b");
        Write(_files["two"], "c.yaml", "c");
        Directory.CreateSymbolicLink(_files["current"], "one");
        Start(_files["current"]);
        await ServesAsync("a", "b");

        await SwapAsync("two");
        var deltas = ((RenderInput.ClusterChanged)await _output.Reader.ReadAsync(_stop.Token)).Deltas;

        deltas.Count.ShouldBe(2);
        deltas.OfType<Upserted<Service>>().ShouldHaveSingleItem().Current.Name.Name.ShouldBe("c");
        deltas.OfType<Deleted<Service>>().ShouldHaveSingleItem().Name.Name.ShouldBe("a");
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_running is not null)
            await Should.ThrowAsync<OperationCanceledException>(_running);

        _stop.Dispose();
        _files.Dispose();
    }

    [MemberNotNull(nameof(_running))]
    private void Start(string directory, ILogger<ManifestsSource>? logger = null)
    {
        var source = new ManifestsSource(
            Options.Create(new ManifestsOptions { Directory = directory }), _status, TimeProvider.System, logger ?? NullLogger<ManifestsSource>.Instance);
        _running = source.RunAsync(_output.Writer, _stop.Token);
    }

    private static void Write(string directory, string file, string service) => File.WriteAllText(
        Path.Combine(directory, file),
        $"apiVersion: v1\nkind: Service\nmetadata: {{name: {service}}}\nspec: {{clusterIP: 10.96.0.{service[0] - 'a' + 1}, ports: [{{port: 80}}]}}\n");

    /// <summary>At once, as git-sync and the kubelet do it: the base library cannot rename a link to a directory.</summary>
    private async Task SwapAsync(string target)
    {
        File.CreateSymbolicLink(_files["next"], target);
        await Cli.Wrap("/bin/mv").WithArguments(["--no-target-directory", _files["next"], _files["current"]]).ExecuteAsync(_stop.Token);
    }

    private async Task ServesAsync(params string[] services)
    {
        while (!_store.IsComplete || !_store.View(new()).Services.Select(one => one.Service.Name.Name).SequenceEqual(services))
        {
            foreach (var delta in ((RenderInput.ClusterChanged)await _output.Reader.ReadAsync(_stop.Token)).Deltas)
                _store.Apply(delta);
        }
    }

    private Task FaultAsync(string text) => Wait.UntilAsync(
        () => _status.Value.Fault?.Contains(text, StringComparison.Ordinal) == true, $"the fault says \"{text}\"", () => _status.Value.ToString(),
        TestContext.Current.CancellationToken);
}
