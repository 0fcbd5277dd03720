namespace Kube2Haproxy.Daemons.Keepalived.Vrrp;

/// <summary>Which instances were last told to be in FAULT, so that it outlasts this process: Keepalived tells only what changes.</summary>
/// <param name="path">Of its file. Where it cannot be used, FAULT looks like BACKUP after a restart.</param>
internal sealed class FaultMemory(string path)
{
    /// <summary>Those of this Keepalived; of an earlier one none counts.</summary>
    public IEnumerable<string> Read(KeepalivedProcess keepalived)
    {
        try
        {
            return File.Exists(path) && File.ReadAllLines(path) is [var head, .. var instances] && head == Head(keepalived) ? instances : [];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Replaces what was told before.</summary>
    public void Write(KeepalivedProcess keepalived, IEnumerable<string> instances)
    {
        try
        {
            File.WriteAllLines(path, [Head(keepalived), .. instances]);
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            // As if nobody had told.
        }
    }

    private static string Head(KeepalivedProcess keepalived) => $"{keepalived.Id} {keepalived.StartTicks}";
}
