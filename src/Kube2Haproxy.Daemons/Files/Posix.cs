using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Kube2Haproxy.Daemons.Files;

/// <summary>What the base library has no call for.</summary>
internal static partial class Posix
{
    // asm-generic/fcntl.h; both architectures that are published for use it.
    private const int Directory = 0x10000;
    private const int CloseOnExec = 0x80000;

    // asm-generic/errno-base.h
    public const int NotPermitted = 1;
    public const int NoSuchProcess = 3;

    public const int SigHup = 1;

    /// <summary>Makes a rename in this directory durable: without it a power cut may bring the old name back (fsync(2)).</summary>
    /// <exception cref="IOException">The directory cannot be opened.</exception>
    public static void FlushDirectory(string path)
    {
        var descriptor = Open(path, Directory | CloseOnExec);
        if (descriptor < 0)
            throw new IOException($"{path} cannot be opened: {Marshal.GetLastPInvokeErrorMessage()}.");

        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        RandomAccess.FlushToDisk(handle);
    }

    /// <summary>Sends a signal; 0, or errno.</summary>
    public static int Signal(int processId, int signal) => Kill(processId, signal) == 0 ? 0 : Marshal.GetLastPInvokeError();

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);
}
