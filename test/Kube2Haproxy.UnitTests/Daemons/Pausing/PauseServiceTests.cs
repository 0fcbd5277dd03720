using Kube2Haproxy.Core.Pausing;
using Kube2Haproxy.Core.Status;
using Kube2Haproxy.Daemons.Pausing;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.UnitTests.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Kube2Haproxy.UnitTests.Daemons.Pausing;

/// <summary>The gate and the service that tells of it, on a real file, in virtual time.</summary>
public sealed class PauseServiceTests : IAsyncLifetime
{
    private const string Paused = "PAUSED since 2026-01-02T03:04:05Z; nothing is applied until `kube2haproxy resume`. Reason: upgrade";

    private static readonly DateTime Written = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    private readonly TestLimit _limit = new();
    private readonly TemporaryDirectory _directory = new();
    private readonly FakeTimeProvider _time = new();
    private readonly StatusBoard _board = new();
    private readonly LoggedLines<PauseService> _log = new();
    private readonly PauseFile _file;
    private readonly PauseGate _gate;
    private readonly PauseService _service;

    public PauseServiceTests()
    {
        _file = new PauseFile(_directory["pause"]);
        _gate = new PauseGate(_file, _time);
        _service = new PauseService(_file, _gate, _board, _time, _log);
    }

    private CancellationToken Stop => _limit.Token;

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        await _service.StopAsync(CancellationToken.None);
        _service.Dispose();
        _directory.Dispose();
        _limit.Dispose();
    }

    [Fact]
    public async Task A_pause_and_its_end_are_told_within_a_second()
    {
        await _service.StartAsync(Stop);
        _board.Pause.Value.Pause.ShouldBeNull();

        Pause();
        await AfterAsync(TimeSpan.FromSeconds(1), now => now.Pause == new Pause(Written, null, "upgrade"));
        _log.Lines.ShouldBe([$"Warning: {Paused}"]);

        _file.Remove();
        await AfterAsync(TimeSpan.FromSeconds(1), now => now.Pause is null);
        _board.Pause.Value.HasPaused.ShouldBeTrue();
        _log.Lines.ShouldBe([$"Warning: {Paused}", "Information: The pause is over; the newest state is applied."]);
    }

    [Fact]
    public async Task A_long_one_is_told_again_every_ten_minutes()
    {
        Pause();
        await _service.StartAsync(Stop);
        await _board.Pause.UntilAsync(static now => now.Pause is not null, Stop);

        await UntilAsync(() => _log.Lines.Count == 1);
        var first = _time.GetUtcNow();
        await AdvanceUntilAsync(() => _log.Lines.Count == 2);
        (_time.GetUtcNow() - first).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMinutes(10));
        _log.Lines.ShouldAllBe(line => line == $"Warning: {Paused}");
    }

    [Fact]
    public async Task Another_reason_is_told_at_once()
    {
        Pause();
        await _service.StartAsync(Stop);
        await _board.Pause.UntilAsync(static now => now.Pause is not null, Stop);

        File.WriteAllText(_file.Path, "longer than planned");

        await AfterAsync(TimeSpan.FromSeconds(1), now => now.Pause?.Reason == "longer than planned");
        await UntilAsync(() => _log.Lines.Count == 2);
    }

    [Fact]
    public async Task Nothing_begins_while_the_file_is_there_whoever_has_seen_it()
    {
        Pause();

        _gate.TryBegin().ShouldBeNull();
        _gate.IsIdle.ShouldBeTrue();
        var begins = ((IPauseGate)_gate).BeginAsync(Stop);
        _time.Advance(TimeSpan.FromHours(1));
        begins.IsCompleted.ShouldBeFalse();

        _file.Remove();
        await AdvanceUntilAsync(() => begins.IsCompleted);
        _gate.IsIdle.ShouldBeFalse();
        (await begins).Dispose();
        _gate.IsIdle.ShouldBeTrue();
    }

    [Fact]
    public async Task What_had_begun_before_is_told_until_it_is_finished()
    {
        var begun = _gate.TryBegin().ShouldNotBeNull();
        Pause();
        await _service.StartAsync(Stop);
        await _board.Pause.UntilAsync(static now => now is { Pause: not null, IsFinishing: true }, Stop);

        begun.Dispose();
        begun.Dispose();

        await AfterAsync(TimeSpan.FromSeconds(1), static now => now is { Pause: not null, IsFinishing: false });
    }

    private void Pause()
    {
        // In place at once, as the command does.
        File.SetLastWriteTimeUtc(_directory.Write("new", "upgrade"), Written);
        File.Move(_directory["new"], _file.Path);
    }

    private async Task AfterAsync(TimeSpan time, Predicate<PauseStatus> holds)
    {
        _time.Advance(time);
        await _board.Pause.UntilAsync(holds, Stop);
    }

    private Task AdvanceUntilAsync(Func<bool> condition) => UntilAsync(() =>
    {
        _time.Advance(TimeSpan.FromMilliseconds(500));
        return condition();
    });

    private async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            Stop.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
