using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace Kube2Haproxy;

/// <summary>Takes signals from the first moment on, and keeps them until somebody reads.</summary>
/// <remarks>Without a registration each of them would end the process. Register before anything else.</remarks>
internal sealed class Signals : IDisposable
{
    // Linux' numbers, which PosixSignal takes where it has no name (signal(7); the same on x86 and ARM).
    private const PosixSignal Sigusr1 = (PosixSignal)10;
    private const PosixSignal Sigusr2 = (PosixSignal)12;

    // More than a reader can be behind without being stuck; of more than these the oldest say nothing new.
    private const int Capacity = 64;

    private readonly Channel<ProcessSignal> _channel = Channel.CreateBounded<ProcessSignal>(
        new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest });

    private readonly List<PosixSignalRegistration> _registrations = [];

    /// <summary>In the order of arrival.</summary>
    public ChannelReader<ProcessSignal> Reader => _channel.Reader;

    public static Signals Register()
    {
        var signals = new Signals();
        signals.Register(Sigusr1, ProcessSignal.Master);
        signals.Register(Sigusr2, ProcessSignal.Backup);
        signals.Register(PosixSignal.SIGHUP, ProcessSignal.Reload);
        return signals;
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
    }

    private void Register(PosixSignal number, ProcessSignal meaning) => _registrations.Add(PosixSignalRegistration.Create(number, context =>
    {
        // What the system does by default is to end the process.
        context.Cancel = true;
        _channel.Writer.TryWrite(meaning);
    }));
}
