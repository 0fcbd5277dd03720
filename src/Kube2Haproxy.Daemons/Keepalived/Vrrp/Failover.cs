using System.Net;

namespace Kube2Haproxy.Daemons.Keepalived.Vrrp;

/// <summary>A planned hand-over: the service addresses go from this node to the other one, and this node stays ready to take them again.</summary>
/// <remarks>
/// While its <c>track_file</c> holds 1, Keepalived is in FAULT: it says so to the other node, which takes over at once, by its skew time. After that
/// the file holds 0 again. Where nobody takes over, the addresses come back when this node's Keepalived has waited as for a MASTER that has died
/// (RFC 5798, Master_Down_Interval): so that is not tried where nobody is there.
/// </remarks>
/// <param name="options">As the daemon has them.</param>
/// <param name="time">For the limit.</param>
public sealed class Failover(KeepalivedOptions options, TimeProvider time)
{
    /// <summary>Beside the other node's skew time, which is less than an interval.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(20);

    /// <summary>Hands the addresses over.</summary>
    /// <param name="peers">The other nodes: one of them must be there. Null does it whoever is there.</param>
    /// <param name="stop">Takes the addresses back.</param>
    /// <returns>Whether another node has them now; and what happened, or why nothing did, with the remedy.</returns>
    public async Task<(bool IsDone, string Words)> RunAsync(IReadOnlyList<IPAddress>? peers, CancellationToken stop)
    {
        var (ours, complaint) = Ours();
        if (complaint is not null)
            return (false, complaint);

        try
        {
            if (peers is not null && await ComplaintAsync(peers, stop) is { } absent)
                return (false, absent);

            return await HandOverAsync(ours, stop);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return (false, $"{error.Message.TrimEnd('.')}.");
        }
    }

    /// <summary>The instances that this node is MASTER of, or why there are none that it could hand over.</summary>
    private (IReadOnlyList<Owned> Ours, string? Complaint) Ours()
    {
        var file = new InstanceFile(options.ConfigFile);
        var instances = file.Read();
        if (KeepalivedProcess.Find(options.PidFile) is null)
            return ([], $"Keepalived does not run here: {options.PidFile} (Keepalived:PidFile) names no such process.");

        var ours = new List<Owned>();
        foreach (var instance in instances)
        {
            if (instance.Advertised is not [{ Address: { } address }, ..] || !LocalRoute.IsThere(address))
                continue;

            if (instance.RouterId is not { } id)
                return ([], $"the virtual_router_id of {instance.Name} cannot be read in {options.ConfigFile}.");

            ours.Add(new Owned(instance.Name, address, id, instance.Interval));
        }

        if (ours.Count == 0)
        {
            return ([], instances.Count == 0
                ? $"{options.ConfigFile} (Keepalived:ConfigFile) has no vrrp_instance that advertises an address."
                : $"this node is not MASTER of {string.Join(", ", instances.Select(static one => one.Name))}: run it on the node that is.");
        }

        return file.Text.Contains(options.FailoverFile, StringComparison.Ordinal)
            ? (ours, null)
            : ([], $"{options.ConfigFile} has no track_file of {options.FailoverFile} (Keepalived:FailoverFile); the built-in template shows how.");
    }

    private static async Task<string?> ComplaintAsync(IReadOnlyList<IPAddress> peers, CancellationToken stop)
    {
        if (peers.Count == 0)
            return "it is not known who would take over. Set Keepalived:Peers, with which VRRP is unicast, or name the other node: --peer ADDRESS.";

        var complaints = await Task.WhenAll(peers.Select(peer => PeerProbe.ComplaintAsync(peer, stop)));
        return complaints.Contains(null)
            ? null
            : $"nobody would take over: {string.Join(" ", complaints)} --force does it all the same, and takes the addresses back where nobody does.";
    }

    private async Task<(bool IsDone, string Words)> HandOverAsync(IReadOnlyList<Owned> ours, CancellationToken stop)
    {
        var families = ours.GroupBy(static one => one.Address.AddressFamily).ToList();
        var listeners = families.ConvertAll(static family => new OtherMasters(family.Key));
        var names = string.Join(", ", ours.Select(static one => one.Name));
        var patience = Patience + ours.Max(static one => one.Interval);
        using var limit = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        try
        {
            File.WriteAllText(options.FailoverFile, "1\n");
            var masters = await Task.WhenAll(
                listeners.Zip(families, (listener, family) => listener.WaitAsync(family.Select(static one => one.RouterId), either.Token)));
            return (true, $"{string.Join(", ", masters.Distinct())} is MASTER of {names} now.");
        }
        catch (OperationCanceledException)
        {
            // Told below, when the file holds 0 again.
        }
        finally
        {
            File.WriteAllText(options.FailoverFile, "0\n");
            listeners.ForEach(static listener => listener.Dispose());
        }

        return (false, (stop.IsCancellationRequested ? "interrupted. " : $"nobody took over within {patience.TotalMilliseconds:0} ms. ")
            + await TakenBackAsync(ours, names));
    }

    private async Task<string> TakenBackAsync(IReadOnlyList<Owned> ours, string names)
    {
        // Three intervals and the skew time, which is less than one.
        var limit = Patience + (4 * ours.Max(static one => one.Interval));
        var started = time.GetTimestamp();
        while (!ours.All(static one => LocalRoute.IsThere(one.Address)))
        {
            if (time.GetElapsedTime(started) > limit)
                return $"And this node is not MASTER of {names} again: Keepalived's log says why.";

            await Task.Delay(BetweenLooks, time, CancellationToken.None);
        }

        return $"This node is MASTER of {names} again.";
    }

    /// <summary>An instance whose first advertised address is on this node.</summary>
    private sealed record Owned(string Name, IPAddress Address, int RouterId, TimeSpan Interval);
}
