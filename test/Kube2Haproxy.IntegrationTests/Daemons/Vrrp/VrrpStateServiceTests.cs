using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Kube2Haproxy.Core.Status;
using Kube2Haproxy.Daemons.Keepalived;
using Kube2Haproxy.Daemons.Keepalived.Vrrp;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Daemons;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Kube2Haproxy.IntegrationTests.Daemons.Vrrp;

/// <summary>On a process that is called keepalived, and addresses that are on the machine or are not.</summary>
public sealed class VrrpStateServiceTests : IAsyncDisposable
{
    private const string Here = "127.0.0.1";

    /// <summary>Of TEST-NET-2 (RFC 5737).</summary>
    private const string There = "198.51.100.1";

    private readonly CancellationToken _stop = TestContext.Current.CancellationToken;
    private readonly TemporaryDirectory _directory = new();
    private readonly KeepalivedOptions _options;
    private readonly Channel<VrrpState> _signals = Channel.CreateUnbounded<VrrpState>();
    private readonly StatusBoard _board = new();
    private VrrpStateService? _service;
    private RunningProcess? _process;

    public VrrpStateServiceTests() => _options = new()
    {
        ConfigFile = _directory["keepalived.conf"],
        PidFile = _directory["keepalived.pid"],
        NotifyFifo = _directory["vrrp.fifo"],
        FailoverFile = _directory["failover"],
    };

    [Theory]
    [InlineData(Here, VrrpState.Master)]
    [InlineData("::1", VrrpState.Master)]
    [InlineData(There, VrrpState.Backup)]
    [InlineData("2001:db8::1", VrrpState.Backup)]
    public async Task Who_has_the_first_advertised_address_is_MASTER(string address, VrrpState state)
    {
        Write(("services", address));
        StartKeepalived();
        await StartAsync();

        await UntilAsync(("services", state));
    }

    [Fact]
    public async Task Each_instance_has_a_state_of_its_own_and_the_first_one_is_the_nodes()
    {
        Write(("one", There), ("two", Here));
        StartKeepalived();
        await StartAsync();

        await UntilAsync(("one", VrrpState.Backup), ("two", VrrpState.Master));
        _board.Vrrp.Value.State.ShouldBe(VrrpState.Backup);
        _board.Vrrp.Value.IsMasterOfAny.ShouldBeTrue();
    }

    [Fact]
    public async Task An_address_that_a_killed_Keepalived_has_left_is_no_MASTER()
    {
        Write(("services", Here));
        StartKeepalived();
        await StartAsync();
        await UntilAsync(("services", VrrpState.Master));

        await KillKeepalivedAsync();
        await UntilAsync(("services", VrrpState.Unknown));

        StartKeepalived();
        await UntilAsync(("services", VrrpState.Master));
    }

    [Fact]
    public async Task The_FIFO_tells_FAULT_and_its_end()
    {
        Write(("services", There));
        StartKeepalived();
        await StartAsync();
        await UntilAsync(("services", VrrpState.Backup));

        Tell("GROUP \"services\" FAULT 254\nINSTANCE \"services\" FAULT 254\n");
        await UntilAsync(("services", VrrpState.Fault));
        _board.Vrrp.Value.Fault.ShouldNotBeNull().ShouldContain("HAProxy does not answer here");

        _directory.Write("failover", "1\n");
        await Wait.UntilAsync(
            () => _board.Vrrp.Value.Fault!.Contains(_options.FailoverFile, StringComparison.Ordinal), "the file is named", null, _stop);

        Tell("INSTANCE \"services\" BACK");
        Tell("UP 254\n");
        await UntilAsync(("services", VrrpState.Backup));
        _board.Vrrp.Value.Fault.ShouldBeNull();
    }

    [Fact]
    public async Task A_FIFO_that_Keepalived_has_made_anew_is_opened_again()
    {
        Write(("services", There));
        StartKeepalived();
        await StartAsync();
        await UntilAsync(("services", VrrpState.Backup));

        File.Delete(_options.NotifyFifo);
        await Wait.UntilAsync(() => File.Exists(_options.NotifyFifo), "there is a FIFO again", null, _stop);

        Tell("INSTANCE \"services\" FAULT 254\n");
        await UntilAsync(("services", VrrpState.Fault));
    }

    [Fact]
    public async Task What_was_told_before_it_started_counts()
    {
        Write(("services", There));
        StartKeepalived();
        await StartAsync();
        await UntilAsync(("services", VrrpState.Backup));
        using var keepalived = OpenFifo();
        await EndServiceAsync();

        Tell("INSTANCE \"services\" FAULT 254\n");
        await StartAsync();

        await UntilAsync(("services", VrrpState.Fault));
    }

    [Fact]
    public async Task FAULT_outlasts_this_process_and_not_Keepalived()
    {
        Write(("services", There));
        StartKeepalived();
        await StartAsync();
        await UntilAsync(("services", VrrpState.Backup));
        Tell("INSTANCE \"services\" FAULT 254\n");
        await UntilAsync(("services", VrrpState.Fault));

        await EndServiceAsync();
        _board.Vrrp.Value = VrrpStatus.Starting;
        await StartAsync();
        await UntilAsync(("services", VrrpState.Fault));

        await KillKeepalivedAsync();
        await UntilAsync(("services", VrrpState.Unknown));
        StartKeepalived();
        await UntilAsync(("services", VrrpState.Backup));
    }

    [Fact]
    public async Task Signals_count_until_somebody_has_seen_Keepalived_run()
    {
        Write(("services", There));
        await StartAsync();
        _board.Vrrp.Value.State.ShouldBe(VrrpState.Unknown);

        _signals.Writer.TryWrite(VrrpState.Master);
        await UntilAsync(("", VrrpState.Master));
        _signals.Writer.TryWrite(VrrpState.Backup);
        await UntilAsync(("", VrrpState.Backup));

        _signals.Writer.TryWrite(VrrpState.Master);
        StartKeepalived();
        await UntilAsync(("services", VrrpState.Backup));
    }

    [Fact]
    public async Task Signals_alone_count_where_Keepalived_is_left_alone()
    {
        _options.Enabled = false;
        Write(("services", Here));
        StartKeepalived();
        await StartAsync();

        _signals.Writer.TryWrite(VrrpState.Backup);

        await UntilAsync(("", VrrpState.Backup));
        File.Exists(_options.NotifyFifo).ShouldBeFalse();
    }

    [Fact]
    public async Task A_file_where_the_FIFO_must_be_is_left_as_it_is()
    {
        File.WriteAllText(_options.NotifyFifo, "");
        Write(("services", Here));
        StartKeepalived();
        await StartAsync();

        await UntilAsync(("services", VrrpState.Master));
        await EndServiceAsync();
        File.ReadAllText(_options.NotifyFifo).ShouldBeEmpty();
    }

    public async ValueTask DisposeAsync()
    {
        await EndServiceAsync();
        if (_process is not null)
            await _process.DisposeAsync();
        _directory.Dispose();
    }

    private void Write(params (string Name, string Address)[] instances) => _directory.Write(
        "keepalived.conf",
        string.Concat(instances.Select(one =>
            $"vrrp_instance {one.Name} {{\n  virtual_ipaddress {{\n    {one.Address} dev lo\n  }}\n  virtual_ipaddress_excluded {{\n    {Here}\n  }}\n}}\n")));

    private void StartKeepalived()
    {
        // What counts is its name.
        var program = _directory["keepalived"];
        if (!File.Exists(program))
            File.Copy("/bin/sleep", program);
        _process = RunningProcess.Start(program, ["600"]);
        File.WriteAllText(_options.PidFile, _process.Id.ToString(CultureInfo.InvariantCulture));
    }

    private async Task KillKeepalivedAsync()
    {
        _process!.Signal("KILL");
        await _process.WaitForExitAsync(_stop);
        await _process.DisposeAsync();
    }

    private async Task StartAsync()
    {
        _service = new VrrpStateService(
            Options.Create(_options), _signals.Reader, _board, TimeProvider.System, NullLogger<VrrpStateService>.Instance);
        await _service.StartAsync(_stop);
    }

    private async Task EndServiceAsync()
    {
        if (_service is not null)
            await _service.StopAsync(CancellationToken.None);
        _service?.Dispose();
        _service = null;
    }

    private void Tell(string line)
    {
        using var fifo = OpenFifo();
        fifo.Write(Encoding.ASCII.GetBytes(line));
    }

    private FileStream OpenFifo() => new(_options.NotifyFifo, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);

    private Task UntilAsync(params (string Name, VrrpState State)[] wanted) => Wait.UntilAsync(
        () => _board.Vrrp.Value.Instances.Select(static one => (one.Name, one.State)).SequenceEqual(wanted),
        $"the states are {string.Join(", ", wanted)}", () => string.Join(", ", _board.Vrrp.Value.Instances), _stop);
}
