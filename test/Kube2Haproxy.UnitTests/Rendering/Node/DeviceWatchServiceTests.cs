using System.Net;
using System.Threading.Channels;
using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Rendering.Node;
using Kube2Haproxy.TestSupport;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Kube2Haproxy.UnitTests.Rendering.Node;

public sealed class DeviceWatchServiceTests : IAsyncDisposable
{
    private readonly TestLimit _limit = new();
    private readonly FakeTimeProvider _time = new();
    private readonly FakeNetwork _network = new();
    private readonly Channel<RenderInput> _inputs = Channel.CreateUnbounded<RenderInput>();
    private readonly DeviceWatchService _service;

    public DeviceWatchServiceTests() =>
        _service = new(_network, _inputs.Writer, _time, NullLogger<DeviceWatchService>.Instance);

    [Fact]
    public async Task An_address_that_comes_is_told()
    {
        await StartAsync();
        _network.Addresses.Add(IPAddress.Parse("10.96.0.1"));
        _network.Change();

        (await _inputs.Reader.ReadAsync(_limit.Token)).ShouldBeOfType<RenderInput.DeviceAddressesChanged>();
    }

    [Fact]
    public async Task A_burst_is_told_at_its_end_too_and_what_changed_nothing_is_not()
    {
        await StartAsync();
        _network.Addresses.Add(IPAddress.Parse("10.96.0.1"));
        _network.Change();
        await _inputs.Reader.ReadAsync(_limit.Token);

        _network.Addresses.Add(IPAddress.Parse("10.96.0.2"));
        _network.Change();
        _network.Change();
        await AdvanceUntil(() => _inputs.Reader.Count == 1);
        await _inputs.Reader.ReadAsync(_limit.Token);

        var looks = _network.Looks;
        _network.Change();
        await AdvanceUntil(() => _network.Looks > looks);
        _inputs.Reader.Count.ShouldBe(0);
    }

    public async ValueTask DisposeAsync()
    {
        await _service.StopAsync(CancellationToken.None);
        _service.Dispose();
        _limit.Dispose();
    }

    private async Task StartAsync()
    {
        await _service.StartAsync(_limit.Token);
        await AdvanceUntil(() => _network.Looks > 0);
    }

    private async Task AdvanceUntil(Func<bool> condition)
    {
        while (!condition())
        {
            _limit.Token.ThrowIfCancellationRequested();
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }
    }

    private sealed class FakeNetwork : INodeNetwork
    {
        private int _looks;

        public event EventHandler? AddressesChanged;

        public List<IPAddress> Addresses { get; } = [];

        public int Looks => Volatile.Read(ref _looks);

        public NodeIdentity Identity => new("node-1");

        public NodeDevice Device() => new("eth0", [.. Addresses]);

        public IReadOnlySet<IPAddress> OwnAddresses()
        {
            Interlocked.Increment(ref _looks);
            return new HashSet<IPAddress>();
        }

        public IReadOnlySet<int> ListeningPorts() => new HashSet<int>();

        public void Change() => AddressesChanged?.Invoke(this, EventArgs.Empty);
    }
}
