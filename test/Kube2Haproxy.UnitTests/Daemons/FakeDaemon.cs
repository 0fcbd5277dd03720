using System.Threading.Channels;
using Kube2Haproxy.Daemons;

namespace Kube2Haproxy.UnitTests.Daemons;

/// <summary>A daemon that reads its file at a reload, as the real ones do, and says what the test tells it to.</summary>
internal sealed class FakeDaemon(string configFile) : IDaemon
{
    private readonly Channel<string> _reloads = Channel.CreateUnbounded<string>();

    public string Name => "haproxy";

    public Verdict Found { get; set; } = new Verdict.Good();

    public Func<string, Verdict> Judge { get; set; } = static _ => new Verdict.Good();

    public Func<string, Task<Verdict>> Load { get; set; } = static _ => Task.FromResult<Verdict>(new Verdict.Good());

    public int Validations { get; private set; }

    /// <summary>The text of the file at each reload, in order.</summary>
    public ChannelReader<string> Reloads => _reloads.Reader;

    public Task<Verdict> FindAsync(CancellationToken cancellationToken) => Task.FromResult(Found);

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
