using System.Net;
using System.Net.NetworkInformation;
using System.Threading.Channels;
using Kube2Haproxy.Core.Rendered;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kube2Haproxy.Rendering.Node;

/// <summary>Says when the addresses of the node, or the device that carries the service addresses, have changed.</summary>
internal sealed class DeviceWatchService(
    INodeNetwork network, ChannelWriter<RenderInput> inputs, TimeProvider time, ILogger<DeviceWatchService> logger) : BackgroundService
{
    // A takeover adds thousands of addresses, one event each, and each look reads them all.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Only that something happened counts, so one signal is enough; set while we look, it makes us look again.
        var happened = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        void OnChange(object? sender, EventArgs e) => happened.Writer.TryWrite(true);

        network.AddressesChanged += OnChange;
        try
        {
            var seen = Look();
            while (await happened.Reader.WaitToReadAsync(stoppingToken))
            {
                happened.Reader.TryRead(out _);
                if (Look() is var now && now is not null && !now.Equals(seen))
                {
                    seen = now;
                    logger.AddressesChanged(now.Device ?? "no device", now.DeviceAddresses.Count);
                    await inputs.WriteAsync(new RenderInput.DeviceAddressesChanged(), stoppingToken);
                }

                await Task.Delay(Pause, time, stoppingToken);
            }
        }
        finally
        {
            network.AddressesChanged -= OnChange;
        }
    }

    private Seen? Look()
    {
        try
        {
            var device = network.Device();
            return new Seen(device.Name, device.Addresses, network.OwnAddresses());
        }
        catch (NetworkInformationException)
        {
            // The tables changed while they were read; the change that did it is signalled too.
            return null;
        }
    }

    private sealed record Seen(string? Device, IReadOnlyList<IPAddress> DeviceAddresses, IReadOnlySet<IPAddress> OwnAddresses)
    {
        public bool Equals(Seen? other) =>
            other is not null
            && Device == other.Device
            && DeviceAddresses.SequenceEqual(other.DeviceAddresses)
            && OwnAddresses.SetEquals(other.OwnAddresses);

        public override int GetHashCode() => DeviceAddresses.Count;
    }
}
