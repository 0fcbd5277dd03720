using System.CommandLine;
using System.Net;
using System.Runtime.InteropServices;
using Kube2Haproxy.Configuration;
using Kube2Haproxy.Core.Wording;
using Kube2Haproxy.Daemons.Keepalived;
using Kube2Haproxy.Daemons.Keepalived.Vrrp;
using Kube2Haproxy.Endpoints;
using Microsoft.Extensions.Configuration;

namespace Kube2Haproxy.Commands;

/// <summary>Hands the service addresses of this node over to the other one.</summary>
internal static class FailoverCommand
{
    /// <param name="flags">The settings of the daemon.</param>
    /// <param name="surroundings">Takes what was done, or why not.</param>
    public static Command Create(SettingsFlags flags, Surroundings surroundings)
    {
        var peer = new Option<string>("--peer");
        var force = new Option<bool>("--force");
        var failover = new Command(
            "failover",
            "Hand the service addresses over to the other node, which --peer ADDRESS names where Keepalived:Peers does not; --force does not look for it first.");
        failover.Options.Add(peer);
        failover.Options.Add(force);
        failover.Validators.Add(result =>
        {
            if (result.GetValue(peer) is { } named && NetworkValues.Address.Read(named).Complaint is { } complaint)
                result.AddError($"{Quoted.Of(named)} is no address of a node; {complaint}.");
        });
        CommandLine.SetAction(failover, flags, surroundings, (settings, parsed) =>
            RunAsync(settings.Configuration, parsed.GetValue(peer), parsed.GetValue(force), surroundings));
        return failover;
    }

    /// <returns>0 where another node has the addresses now; else <see cref="ExitCode.Unavailable"/>.</returns>
    private static async Task<int> RunAsync(IConfiguration configuration, string? peer, bool isForced, Surroundings surroundings)
    {
        var options = configuration.GetSection("Keepalived").Get<KeepalivedOptions>() ?? new KeepalivedOptions();
        var peers = isForced ? null : (peer is null ? options.Peers : [peer]).ConvertAll(IPAddress.Parse);
        if (peers is { Count: > 0 })
        {
            var (able, refusal) = await AbleAsync(configuration, peers);
            if (able.Count == 0)
            {
                await surroundings.Error.WriteLineAsync(Quoted.Line($"kube2haproxy: {refusal}"));
                return ExitCode.Unavailable;
            }

            peers = able;
        }

        // Who interrupts it gets the addresses back.
        using var stop = new CancellationTokenSource();
        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }

        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        var (isDone, words) = await new Failover(options, TimeProvider.System).RunAsync(peers, stop.Token);
        await (isDone ? surroundings.Output : surroundings.Error).WriteLineAsync(Quoted.Line(isDone ? words : $"kube2haproxy: {words}"));
        return isDone ? ExitCode.Success : ExitCode.Unavailable;
    }

    /// <summary>
    /// The peers whose own daemon says nothing against it, and what those that do say. With Server:Address at its default a daemon answers its own
    /// machine alone, and says nothing.
    /// </summary>
    private static async Task<(List<IPAddress> Able, string Refusal)> AbleAsync(IConfiguration configuration, IReadOnlyList<IPAddress> peers)
    {
        var server = configuration.GetSection("Server").Get<ServerOptions>() ?? new ServerOptions();
        var (able, refusals) = (new List<IPAddress>(), new List<string>());
        foreach (var peer in peers)
        {
            var (answer, _) = await StatusRequest.AskAsync(new ServerOptions { Address = peer.ToString(), Port = server.Port }, StatusCommand.Limit);
            if (answer?.Status.Vrrp is { Fault: { } fault })
                refusals.Add($"{peer} cannot take over. {fault}");
            else
                able.Add(peer);
        }

        return (able, string.Join(' ', refusals));
    }
}
