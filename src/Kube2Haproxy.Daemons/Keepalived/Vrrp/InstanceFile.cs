using Kube2Haproxy.Daemons.Files;

namespace Kube2Haproxy.Daemons.Keepalived.Vrrp;

/// <summary>The instances of the file that Keepalived reads.</summary>
internal sealed class InstanceFile(string path)
{
    private readonly ConfigurationFile _file = new(path);
    private FileStamp? _stamp;
    private IReadOnlyList<VrrpInstance> _instances = [];

    /// <summary>What was read last; empty before.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Those that advertise an address, in their order. Read again only where the file has changed; the last ones where it cannot be read.</summary>
    public IReadOnlyList<VrrpInstance> Read()
    {
        try
        {
            if (_file.Stamp() is { } stamp && stamp != _stamp && _file.Read() is { } text)
            {
                Text = text;
                _instances = [.. VrrpInstance.Read(text).Where(static one => one.Advertised is [{ Address: not null }, ..])];
                _stamp = stamp;
            }
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            // The next look may find it.
        }

        return _instances;
    }
}
