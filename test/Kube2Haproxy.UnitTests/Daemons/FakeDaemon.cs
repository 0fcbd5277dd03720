using System.Threading.Channels;
using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Daemons;

namespace Kube2Haproxy.UnitTests.Daemons;

/// <summary>A daemon that reads its file at a reload, as the real ones do, and says what the test tells it to.</summary>
internal sealed class FakeDaemon(string configFile) : IDaemon
{
    private readonly Channel<string> _reloads = Channel.CreateUnbounded<string>();

    public string Name => "haproxy";

    public Func<Evidence, LiveStep> Find { get; set; } = static evidence =>
        evidence.IsFileKnown ? new LiveStep(evidence.File, null) : new LiveStep(null, ReloadNeed.Start);

    /// <summary>Takes no commands unless it is told to.</summary>
    public Func<IReadOnlyList<Fragment>, IReadOnlyList<Fragment>, LiveStep> Change { get; set; } = static (running, wanted) =>
        new LiveStep(running, Evidence.IsSame(running, wanted) ? null : new ReloadNeed("change", "It differs."));

    public Func<IReadOnlyList<Fragment>, bool, LiveStep> Look { get; set; } = static (running, isFileChanged) =>
        isFileChanged ? new LiveStep(null, ReloadNeed.FileChanged) : new LiveStep(running, null);

    public Func<string, Verdict> Judge { get; set; } = static _ => new Verdict.Good();

    public Func<string, Task<Verdict>> Load { get; set; } = static _ => Task.FromResult<Verdict>(new Verdict.Good());

    public string? Fault { get; set; }

    public int Validations { get; private set; }

    /// <summary>The text of the file at each reload, in order.</summary>
    public ChannelReader<string> Reloads => _reloads.Reader;

    public Task<LiveStep> FindAsync(Evidence evidence, CancellationToken cancellationToken) => Task.FromResult(Find(evidence));

    public Task<LiveStep> ChangeAsync(IReadOnlyList<Fragment> running, IReadOnlyList<Fragment> wanted) => Task.FromResult(Change(running, wanted));

    public Task<LiveStep> LookAsync(IReadOnlyList<Fragment> running, bool isFileChanged) => Task.FromResult(Look(running, isFileChanged));

    public Task<Verdict> ValidateAsync(string candidatePath, CancellationToken cancellationToken)
    {
        Validations++;
        return Task.FromResult(Judge(File.ReadAllText(candidatePath)));
    }

    public async Task<Verdict> ReloadAsync()
    {
        var text = await File.ReadAllTextAsync(configFile);
        _reloads.Writer.TryWrite(text);
        return await Load(text);
    }
}
