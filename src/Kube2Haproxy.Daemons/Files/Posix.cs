using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Kube2Haproxy.Daemons.Files;

/// <summary>What the base library has no call for.</summary>
internal static partial class Posix
{
    // asm-generic/fcntl.h; both architectures that are published for use it.
    private const int Directory = 0x10000;
    private const int CloseOnExec = 0x80000;

    private const int CurrentDirectory = -100;

    // asm-generic/errno-base.h
    public const int NotPermitted = 1;
    public const int NoSuchProcess = 3;

    private const int Exists = 17;

    private const uint OwnerOnly = 0x180;

    public const int SigHup = 1;

    // linux/socket.h: .NET numbers the families otherwise.
    public const int Ipv4 = 2;
    public const int Ipv6 = 10;

    private const int Raw = 3;

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

    /// <summary>Sets the time of the last change to now, as the file system has it (utimensat(2)).</summary>
    /// <exception cref="IOException">The operating system refuses.</exception>
    public static void Touch(string path)
    {
        if (SetTimes(CurrentDirectory, path, 0, 0) != 0)
            throw new IOException($"{path} cannot be changed: {Marshal.GetLastPInvokeErrorMessage()}.");
    }

    /// <summary>Makes a FIFO that its owner alone may use (mkfifo(3)). Nothing where the path is taken.</summary>
    /// <exception cref="IOException">The operating system refuses.</exception>
    public static void MakeFifo(string path)
    {
        if (MakeFifo(path, OwnerOnly) != 0 && Marshal.GetLastPInvokeError() != Exists)
            throw new IOException($"{path} cannot be made: {Marshal.GetLastPInvokeErrorMessage()}.");
    }

    /// <summary>A raw socket of a family or protocol that .NET has no name for (socket(2)); invalid, with the last error, where it is not to be had.</summary>
    public static SafeSocketHandle RawSocket(int family, int protocol) => new(Socket(family, Raw | CloseOnExec, protocol), ownsHandle: true);

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static partial int Socket(int family, int type, int protocol);

    [LibraryImport("libc", EntryPoint = "mkfifo", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakeFifo(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "utimensat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetTimes(int directory, string path, nint now, int flags);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);
}
