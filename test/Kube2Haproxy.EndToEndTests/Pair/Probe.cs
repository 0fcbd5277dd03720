using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Network;

namespace Kube2Haproxy.EndToEndTests.Pair;

/// <summary>
/// A client that sends a request over a new connection to each of its targets at a steady pace, however long the ones before wait. It has a thread
/// of its own: that of a pool may come late on a busy machine. Thread safe.
/// </summary>
internal sealed class Probe : IDisposable
{
    private static readonly TimeProvider Time = TimeProvider.System;

    /// <summary>Longer than a busy machine keeps an answer waiting.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>All is well again after so many prompt answers to each target in a row.</summary>
    private const int Enough = 40;

    private readonly ManualResetEvent _ended = new(false);
    private readonly List<ProbeRequest> _open = [];
    private readonly Lock _lock = new();
    private readonly List<ProbeOutcome> _outcomes = [];
    private readonly NetworkNamespace _network;
    private readonly TimeSpan _pace;
    private readonly Thread _thread;
    private ImmutableList<IPEndPoint> _targets;
    private Exception? _failure;

    public Probe(NetworkNamespace network, TimeSpan pace, params IPEndPoint[] targets)
    {
        (_network, _pace, _targets) = (network, pace, [.. targets]);
        _thread = new Thread(Run) { Name = nameof(Probe) };
        _thread.Start();
    }

    /// <summary>Whom it asks now.</summary>
    public IReadOnlyList<IPEndPoint> Targets => Volatile.Read(ref _targets);

    /// <summary>In the order in which they ended.</summary>
    public IReadOnlyList<ProbeOutcome> Outcomes
    {
        get
        {
            lock (_lock)
                return [.. _outcomes];
        }
    }

    /// <summary>What went wrong so far, in words.</summary>
    public IEnumerable<string> Failures => Outcomes.Where(static one => one.Failure is not null).Select(static one => $"{one.Target}: {one.Failure}");

    public void Ask(IPEndPoint target) => ImmutableInterlocked.Update(ref _targets, static (targets, one) => targets.Add(one), target);

    public void Leave(IPEndPoint target) => ImmutableInterlocked.Update(ref _targets, static (targets, one) => targets.Remove(one), target);

    /// <summary>Returns once each target has answered many times in a row, from now on.</summary>
    /// <returns>Since when all of them do, as a timestamp of the system's <see cref="TimeProvider"/>: each has an outcome that started later.</returns>
    public async Task<long> SteadyAsync(Func<string> found)
    {
        var (from, since) = (Time.GetTimestamp(), (long?)null);
        await Wait.UntilAsync(
            () => _failure is not null || (since = Since(from)) is not null,
            "every request is answered", () => $"{string.Join('\n', Failures.TakeLast(5))}\n{found()}");
        return since ?? throw new InvalidOperationException("The probe has ended by itself.", _failure);
    }

    public void Dispose()
    {
        _ended.Set();
        _thread.Join();
        _ended.Dispose();
    }

    /// <summary>Null while one of the targets has not answered often enough.</summary>
    private long? Since(long from)
    {
        var since = from;
        foreach (var target in Targets)
        {
            if (Since(target, from) is not { } one)
                return null;
            since = Math.Max(since, one);
        }

        return since;
    }

    private long? Since(IPEndPoint target, long from)
    {
        lock (_lock)
        {
            var last = Enumerable.Range(1, _outcomes.Count).Select(i => _outcomes[^i]).TakeWhile(one => one.Started > from)
                .Where(one => one.Target.Equals(target)).Take(Enough).ToList();

            // Those that are still open from before will end among the outcomes: then the gap is known.
            var isSteady = last.Count == Enough && last.All(static one => one.IsPrompt)
                && !_open.Any(open => open.Target.Equals(target) && open.Started < last[^1].Started);
            return isSteady ? last[^1].Started : null;
        }
    }

    private void Run()
    {
        try
        {
            _network.EnterWithThread();
            for (var next = Time.GetTimestamp(); !_ended.WaitOne(0);)
            {
                if (Time.GetElapsedTime(next) is { Ticks: >= 0 } late)
                {
                    var asked = Targets.Select(static target => new ProbeRequest(target, Time.GetTimestamp())).ToList();
                    lock (_lock)
                        _open.AddRange(asked);

                    // What was missed is not made up for.
                    next += Ticks(late > _pace ? late : _pace);
                }

                Look(TimeSpan.FromTicks(Math.Max(0, -Time.GetElapsedTime(next).Ticks)));
            }

            while (_open.Count > 0)
                Look(_pace);
        }
        catch (Exception any)
        {
            _failure = any;
        }
        finally
        {
            foreach (var request in _open)
                request.Dispose();
        }
    }

    private static long Ticks(TimeSpan span) => (long)(span.TotalSeconds * Time.TimestampFrequency);

    /// <summary>Waits for one of the sockets, and goes on with each that is ready.</summary>
    private void Look(TimeSpan wait)
    {
        List<Socket> writable = [.. _open.Where(static one => one.IsConnecting && one.Outcome is null).Select(static one => one.Socket)];
        List<Socket> readable = [.. _open.Where(static one => !one.IsConnecting).Select(static one => one.Socket)];
        if (writable.Count + readable.Count == 0)
            _ended.WaitOne(wait);
        else
            Socket.Select(readable, writable, null, wait);

        HashSet<Socket> ready = [.. writable, .. readable];
        foreach (var request in _open)
        {
            if (ready.Contains(request.Socket) && request.IsConnecting)
                request.Send();
            else if (ready.Contains(request.Socket))
                request.Receive();

            if (request.Outcome is null && Time.GetElapsedTime(request.Started) > Limit)
                request.Fail("no answer in time");
        }

        Close();
    }

    private void Close()
    {
        List<ProbeRequest> over = [.. _open.Where(static one => one.Outcome is not null)];
        if (over.Count == 0)
            return;

        lock (_lock)
        {
            _outcomes.AddRange(over.Select(static one => one.Outcome!));
            _open.RemoveAll(static one => one.Outcome is not null);
        }

        foreach (var request in over)
            request.Dispose();
    }
}
