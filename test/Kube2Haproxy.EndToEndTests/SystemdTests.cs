using System.Net.Sockets;
using System.Text;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Daemons;
using Kube2Haproxy.TestSupport.Kubernetes;

namespace Kube2Haproxy.EndToEndTests;

/// <summary>What systemd is told through NOTIFY_SOCKET (sd_notify(3)).</summary>
public sealed class SystemdTests : IAsyncLifetime
{
    private readonly CancellationToken _stop = TestContext.Current.CancellationToken;
    private readonly TemporaryDirectory _directory = new();
    private readonly Socket _systemd = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private FakeApiServer? _api;
    private RealHaproxy? _haproxy;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(RealHaproxy.Missing is not null, RealHaproxy.Missing ?? "");
        _systemd.Bind(new UnixDomainSocketEndPoint(_directory["notify.sock"]));
        File.WriteAllText(
            RealHaproxy.FileIn(_directory.Path), RealHaproxy.Configuration(_directory.Path, RealHaproxy.FreePort(), "before"));
        _haproxy = await RealHaproxy.StartAsync(_directory.Path);
        _api = await FakeApiServer.StartAsync();
    }

    [Fact]
    public async Task Ready_is_said_after_the_first_apply_and_reloading_has_its_time()
    {
        await _api!.StopAsync();
        await using var daemon = RunningDaemon.Start(
            _directory.Path, ["--kubeconfig", KubeconfigFile.Write(_api, _directory.Path)], ("NOTIFY_SOCKET", _directory["notify.sock"]));
        (await ReceiveAsync("STATUS=waiting for the first state")).ShouldNotContain("READY=1");

        await _api.StartAgainAsync();
        await ReceiveAsync("READY=1");
        (await daemon.GetAsync("readyz")).Status.ShouldBe(200);
        await ReceiveAsync("STATUS=0 services, 0 endpoints");

        daemon.Signal("HUP");
        (await ReceiveAsync("RELOADING=1"))[^1].ShouldMatch(@"^RELOADING=1\nMONOTONIC_USEC=\d+$");
        await ReceiveAsync("READY=1");

        (await daemon.StopAsync()).ShouldBe(0, daemon.Log);
        await ReceiveAsync("STOPPING=1");
    }

    public async ValueTask DisposeAsync()
    {
        if (_haproxy is not null)
            await _haproxy.DisposeAsync();

        if (_api is not null)
            await _api.DisposeAsync();

        _systemd.Dispose();
        _directory.Dispose();
    }

    /// <summary>All messages up to the first that holds this text.</summary>
    private async Task<IReadOnlyList<string>> ReceiveAsync(string text)
    {
        var messages = new List<string>();
        var buffer = new byte[4096];
        using var tooLong = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop, tooLong.Token);
        do
        {
            var length = await _systemd.ReceiveAsync(buffer, limit.Token);
            messages.Add(Encoding.UTF8.GetString(buffer, 0, length));
        }
        while (!messages[^1].Contains(text, StringComparison.Ordinal));

        return messages;
    }
}
