namespace Kube2Haproxy.Daemons.Files;

/// <summary>Keeps a second daemon off a configuration: both would write it, each against the other.</summary>
/// <remarks>It goes with the process, however that ends; the file stays.</remarks>
internal sealed class ConfigurationLock : IDisposable
{
    /// <summary>EWOULDBLOCK, which .NET hands on where flock(2) finds another one's lock.</summary>
    private const int IsHeld = 11;

    /// <summary>Who may open it could hold the lock, and so keep the daemon from starting.</summary>
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly FileStream _file;

    private ConfigurationLock(FileStream file) => _file = file;

    /// <summary>Takes it. Null where this user may not make the file: whoever cannot write there does no harm there either.</summary>
    /// <param name="configFile">Path of the configuration.</param>
    /// <exception cref="IOException">Another process has it.</exception>
    public static ConfigurationLock? Take(string configFile)
    {
        var path = configFile + ".lock";
        try
        {
            return new ConfigurationLock(new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                UnixCreateMode = Mode,
            }));
        }
        catch (IOException held) when (held.HResult == IsHeld)
        {
            throw new IOException(
                $"{configFile} is already written by another kube2haproxy on this node, which holds {path}. End that one first, or give this one files "
                + "of its own.", held);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public void Dispose() => _file.Dispose();
}
