using System.Net;

namespace Kube2Haproxy.Core.Cluster;

/// <summary>The Services that are served, and all their addresses, in order.</summary>
internal sealed class ServedServices
{
    // A sorted array: cheap to change at one place, and to copy at each view.
    private readonly SortedList<NamespacedName, ExposedService> _services = [];

    // How many of them have an address.
    private readonly SortedDictionary<IPAddress, int> _holders = new(AddressOrder.Instance);
    private IReadOnlyList<ExposedService>? _all = [];
    private IReadOnlyList<IPAddress> _addresses = [];
    private bool _haveAddressesChanged;

    /// <summary>Never changed: another instance each time that a Service has.</summary>
    public IReadOnlyList<ExposedService> All => _all ??= [.. _services.Values];

    /// <summary>Each once, IPv4 before IPv6, then by value. Never changed: another instance each time that one has come or gone.</summary>
    public IReadOnlyList<IPAddress> Addresses
    {
        get
        {
            // What one Service has given up another may have taken.
            if (_haveAddressesChanged && !_addresses.SequenceEqual(_holders.Keys))
                _addresses = [.. _holders.Keys];

            _haveAddressesChanged = false;
            return _addresses;
        }
    }

    /// <summary>How the Service is served from now on; null for not at all. One that says the same as before stays as it is.</summary>
    public void Set(NamespacedName name, ExposedService? now)
    {
        var before = _services.GetValueOrDefault(name);
        if (before is null ? now is null : now is not null && before.SaysTheSameAs(now))
            return;

        _all = null;

        // In this order, so that an address which stays is never without a holder.
        Count(now?.Addresses ?? [], 1);
        Count(before?.Addresses ?? [], -1);
        if (now is null)
            _services.Remove(name);
        else
            _services[name] = now;
    }

    private void Count(IReadOnlyList<IPAddress> addresses, int change)
    {
        foreach (var address in addresses)
        {
            var before = _holders.GetValueOrDefault(address);
            var now = before + change;
            _haveAddressesChanged |= before == 0 || now == 0;
            if (now == 0)
                _holders.Remove(address);
            else
                _holders[address] = now;
        }
    }
}
