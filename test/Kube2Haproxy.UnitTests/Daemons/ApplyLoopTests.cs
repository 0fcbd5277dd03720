using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Core.Status;
using Kube2Haproxy.Daemons;
using Kube2Haproxy.Daemons.Files;
using Kube2Haproxy.TestSupport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Kube2Haproxy.UnitTests.Daemons;

public sealed class ApplyLoopTests : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new();
    private readonly Published<DaemonStatus> _status = new(DaemonStatus.Starting);
    private readonly Channel<HaproxyConfiguration> _configurations = Channel.CreateUnbounded<HaproxyConfiguration>();
    private readonly CancellationTokenSource _stop = new(TimeSpan.FromSeconds(30), TimeProvider.System);
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly ConfigurationFile _file;
    private readonly FakeDaemon _daemon;
    private readonly ApplyLoop _loop;
    private Task _running = Task.CompletedTask;

    public ApplyLoopTests()
    {
        _file = new ConfigurationFile(_directory["haproxy.cfg"]);
        _daemon = new FakeDaemon(_file.Path);
        var metrics = new DaemonMetrics(_services.GetRequiredService<IMeterFactory>(), new StatusBoard());
        _loop = new ApplyLoop(_daemon, _file, Interval, _status, metrics, _time, NullLogger.Instance);
    }

    [Fact]
    public async Task The_first_configuration_is_live_at_once()
    {
        Start();
        Want("one");

        (await Reloaded()).ShouldBe("one");
        await Until(() => _status.Value.Applied);
        File.ReadAllText(_file.LastGoodPath).ShouldBe("one");
    }

    [Fact]
    public async Task What_is_live_already_is_neither_written_nor_reloaded_after_a_restart()
    {
        _file.WriteCandidate("one");
        _file.AcceptCandidate();
        _file.KeepAsLastGood("one");
        File.SetLastWriteTimeUtc(_file.Path, DateTime.UnixEpoch);

        Start();
        Want("one");
        await Until(() => _status.Value.Applied);

        File.GetLastWriteTimeUtc(_file.Path).ShouldBe(DateTime.UnixEpoch);
        _daemon.Validations.ShouldBe(0);
        _daemon.Reloads.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_crash_between_write_and_reload_is_made_good_at_the_next_start()
    {
        _file.WriteCandidate("two");
        _file.AcceptCandidate();
        _file.KeepAsLastGood("one");

        Start();
        Want("two");

        (await Reloaded()).ShouldBe("two");
    }

    [Fact]
    public async Task A_burst_ends_in_one_reload_with_the_newest_when_the_interval_is_over()
    {
        Start();
        Want("one");
        await Reloaded();
        await Until(() => _status.Value.Applied);

        foreach (var i in Enumerable.Range(2, 200))
            Want($"{i}");

        await AdvanceUntil(() => _daemon.Reloads.Count > 0);
        (await Reloaded()).ShouldBe("201");
        _daemon.Reloads.TryRead(out _).ShouldBeFalse();
    }

    [Fact]
    public async Task A_refused_candidate_changes_nothing_and_the_next_one_is_taken()
    {
        Start();
        Want("one");
        await Reloaded();
        _daemon.Judge = text => text == "bad" ? new Verdict.Refused("line 1 is bad") : new Verdict.Good();

        Want("bad");
        await AdvanceUntil(() => _status.Value.Fault is not null);
        _status.Value.Fault.ShouldBe("line 1 is bad");
        File.ReadAllText(_file.Path).ShouldBe("one");
        File.ReadAllText(_file.CandidatePath).ShouldBe("bad");
        _daemon.Reloads.TryRead(out _).ShouldBeFalse();

        Want("three");
        await AdvanceUntil(() => _daemon.Reloads.Count > 0);
        (await Reloaded()).ShouldBe("three");
        await Until(() => _status.Value.Fault is null);
    }

    [Fact]
    public async Task A_refused_text_is_judged_again_after_a_minute()
    {
        _daemon.Judge = _ => new Verdict.Refused("no certificate");
        Start();
        Want("one");
        await Until(() => _status.Value.Fault is not null);
        _daemon.Validations.ShouldBe(1);
        var refusedAt = _time.GetUtcNow();

        _daemon.Judge = _ => new Verdict.Good();
        await AdvanceUntil(() => _daemon.Reloads.Count > 0);

        (await Reloaded()).ShouldBe("one");
        (_time.GetUtcNow() - refusedAt).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_failed_reload_puts_the_last_good_file_back_and_is_tried_again_with_the_newest()
    {
        Start();
        Want("one");
        await Reloaded();
        await Until(() => _status.Value.Applied);
        _daemon.Load = _ => Task.FromResult<Verdict>(new Verdict.Failed("cannot bind"));

        Want("two");
        await AdvanceUntil(() => _status.Value.Fault is not null);
        (await Reloaded()).ShouldBe("two");
        File.ReadAllText(_file.Path).ShouldBe("one");

        _daemon.Load = _ => Task.FromResult<Verdict>(new Verdict.Good());
        Want("three");
        await AdvanceUntil(() => _status.Value.Fault is null);
        File.ReadAllText(_file.Path).ShouldBe("three");
        File.ReadAllText(_file.LastGoodPath).ShouldBe("three");
    }

    [Fact]
    public async Task After_a_failed_reload_nobody_knows_what_runs_so_the_earlier_text_is_reloaded_too()
    {
        Start();
        Want("one");
        await Reloaded();
        await Until(() => _status.Value.Applied);
        _daemon.Load = _ => Task.FromResult<Verdict>(new Verdict.Failed("no answer"));
        Want("two");
        await AdvanceUntil(() => _status.Value.Fault is not null);
        (await Reloaded()).ShouldBe("two");

        _daemon.Load = _ => Task.FromResult<Verdict>(new Verdict.Good());
        Want("one");
        await AdvanceUntil(() => _status.Value.Fault is null);

        (await Reloaded()).ShouldBe("one");
    }

    [Fact]
    public async Task A_failed_reload_is_tried_again_without_a_new_change()
    {
        _daemon.Load = _ => Task.FromResult<Verdict>(new Verdict.Failed("busy"));
        Start();
        Want("one");
        await Until(() => _status.Value.Fault is not null);

        _daemon.Load = _ => Task.FromResult<Verdict>(new Verdict.Good());
        await AdvanceUntil(() => _status.Value.Applied);
    }

    [Fact]
    public async Task A_daemon_that_does_not_run_finds_the_valid_file_when_it_starts()
    {
        _daemon.Load = _ => Task.FromResult<Verdict>(new Verdict.NotRunning("start it"));
        Start();
        Want("one");
        await Until(() => _status.Value.Fault is not null);

        File.ReadAllText(_file.Path).ShouldBe("one");
        _status.Value.Applied.ShouldBeFalse();

        _daemon.Load = _ => Task.FromResult<Verdict>(new Verdict.Good());
        await AdvanceUntil(() => _status.Value.Applied);
    }

    [Fact]
    public async Task A_reload_that_has_begun_is_waited_for_when_it_is_stopped()
    {
        var reloading = new TaskCompletionSource<Verdict>();
        _daemon.Load = _ => reloading.Task;
        Start();
        Want("one");
        await Reloaded();

        await _stop.CancelAsync();
        _running.IsCompleted.ShouldBeFalse();

        reloading.SetResult(new Verdict.Good());
        await Should.ThrowAsync<OperationCanceledException>(_running);
        File.ReadAllText(_file.LastGoodPath).ShouldBe("one");
    }

    [Fact]
    public async Task An_empty_text_is_refused_before_anybody_sees_it()
    {
        Start();
        Want(" \n");
        await Until(() => _status.Value.Fault is not null);

        _daemon.Validations.ShouldBe(0);
        File.Exists(_file.Path).ShouldBeFalse();
    }

    [Fact]
    public async Task A_directory_that_cannot_be_written_is_a_fault_with_its_remedy()
    {
        Directory.CreateDirectory(_file.CandidatePath);
        Start();
        Want("one");
        await Until(() => _status.Value.Fault is not null);

        _status.Value.Fault!.ShouldStartWith($"{_file.Path} cannot be replaced: ");
        _status.Value.Fault!.ShouldContain("must be able to write in its directory");
    }

    [Fact]
    public async Task Changes_of_configurations_that_were_replaced_are_measured_too()
    {
        using var measured = new MeasuredDurations(_services.GetRequiredService<IMeterFactory>());
        Start();
        var begin = _time.GetUtcNow();
        Want("one", begin);
        await Until(() => measured.Seconds.Count == 1);

        Want("two", begin);
        Want("three", begin.AddSeconds(1));
        await AdvanceUntil(() => measured.Seconds.Count == 3);

        (measured.Seconds[1] - measured.Seconds[2]).ShouldBe(1, tolerance: 0.001);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(_running);
        _loop.Dispose();
        _stop.Dispose();
        await _services.DisposeAsync();
        _directory.Dispose();
    }

    private void Start() => _running = _loop.RunAsync(_configurations.Reader, _stop.Token);

    private void Want(string text, params DateTimeOffset[] changes) => _configurations.Writer.TryWrite(new([new Fragment(null, text)], changes));

    private ValueTask<string> Reloaded() => _daemon.Reloads.ReadAsync(_stop.Token);

    private async Task Until(Func<bool> condition)
    {
        while (!condition())
        {
            _stop.Token.ThrowIfCancellationRequested();
            _running.IsFaulted.ShouldBeFalse(_running.Exception?.ToString());
            await Task.Yield();
        }
    }

    private Task AdvanceUntil(Func<bool> condition) => Until(() =>
    {
        _time.Advance(TimeSpan.FromMilliseconds(100));
        return condition();
    });
}
