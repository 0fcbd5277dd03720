using System.Threading.Channels;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Core.Pausing;
using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Core.Status;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kube2Haproxy.Sources.Kubernetes;

/// <summary>Writes the addresses of <c>Services:Pools</c> to the status of their Services, while it is for this node to do so.</summary>
/// <remarks>
/// The only thing that is ever written to the cluster. Each write names the state of the Service that it was decided for, so that one which
/// is late changes nothing; nothing is ever taken away, neither at the end nor while the cluster cannot be followed.
/// </remarks>
internal sealed class AssignmentService(
    ChannelReader<AddressPlan> plans,
    ApiConnection api,
    StatusBoard board,
    IPauseGate gate,
    IOptions<AssignmentOptions> keepalived,
    TimeProvider time,
    SourceMetrics metrics,
    ILogger<AssignmentService> logger) : BackgroundService
{
    private const string NoRole =
        "Addresses of Services:Pools wait to be written: only the VRRP MASTER writes them, and nobody has told this node's state. "
        + "Have Keepalived's notify script send SIGUSR1 (MASTER) or SIGUSR2 (BACKUP) to kube2haproxy.";

    private readonly Backoff _backoff = new(time, new Random());

    // Of these states of Services the API server has decided; what is to be done next, only their next state can tell. While a plan holds one
    // that was written, it was made without knowing that, and may give the same address to another Service.
    private readonly HashSet<(NamespacedName Name, string Uid, string ResourceVersion)> _settled = [];
    private readonly HashSet<(NamespacedName Name, string Uid, string ResourceVersion)> _written = [];
    private readonly Dictionary<NamespacedName, ApiFault> _failed = [];
    private AddressPlan _plan = new([]);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            TakeNewest();
            if (_written.Count > 0)
            {
                await plans.WaitToReadAsync(stoppingToken);
            }
            else if (_plan.Assignments.FirstOrDefault(IsOpen) is { } next)
            {
                if (await IsOurTurnAsync(stoppingToken))
                    await WriteAsync(next, stoppingToken);
            }
            else if (_failed.Count > 0)
            {
                await RestAsync(_failed.Values.First(), stoppingToken);
            }
            else
            {
                Tell(null);
                await plans.WaitToReadAsync(stoppingToken);
            }
        }
    }

    private void TakeNewest()
    {
        if (!plans.TryRead(out var newest))
            return;

        _plan = newest;
        _settled.IntersectWith(newest.Assignments.Select(State));
        _written.IntersectWith(newest.Assignments.Select(State));
    }

    private bool IsOpen(AddressAssignment assignment) => !_settled.Contains(State(assignment)) && !_failed.ContainsKey(assignment.Service);

    /// <returns>False where it had to be waited for: the plan may be another one by now.</returns>
    private async Task<bool> IsOurTurnAsync(CancellationToken stop)
    {
        // What is not known now may have taken the address that was free. The source tells of its own fault.
        if (board.Source.Value.Fault is not null)
        {
            Tell(null);
            await board.Source.UntilAsync(static source => source.Fault is null, stop);
            return false;
        }

        var role = board.Vrrp.Value;
        if (!keepalived.Value.Enabled || role.State == VrrpState.Master)
            return true;

        Tell(role.State == VrrpState.Unknown ? NoRole : null);
        await board.Vrrp.UntilAsync(now => now.State != role.State, stop);
        return false;
    }

    private async Task WriteAsync(AddressAssignment assignment, CancellationToken stop)
    {
        ApiFault? fault;
        using (var begun = gate.TryBegin())
        {
            if (begun is null)
            {
                // Afterwards the plan, or this node's role, may be another one.
                await gate.WaitWhilePausedAsync(stop);
                return;
            }

            fault = await api.AskAsync(AssignmentRequest.Of(assignment), static (_, _) => Task.FromResult<ApiFault?>(null), stop);
        }

        metrics.Assigned(fault?.Kind);
        switch (fault?.Kind)
        {
            case null:
                _backoff.Succeeded();
                _written.Add(State(assignment));
                logger.Assigned(assignment.Service, assignment.Addresses);
                break;
            case ApiFaultKind.Conflict or ApiFaultKind.NotFound:
                // It has changed, or is gone, perhaps since another node has written it: the watch brings that meanwhile.
                _settled.Add(State(assignment));
                logger.AssignmentTooLate(assignment.Service, fault.Explanation);
                await Task.Delay(Backoff.Shortest, time, stop);
                break;
            case ApiFaultKind.Forbidden or ApiFaultKind.Refused:
                // Perhaps only this Service, or its namespace: the others go on.
                if (_failed.Count == 0)
                    Tell(CannotWrite(assignment, fault));

                _failed[assignment.Service] = fault;
                break;
            default:
                Tell(CannotWrite(assignment, fault));
                await RestAsync(fault, stop);
                break;
        }
    }

    private async Task RestAsync(ApiFault fault, CancellationToken stop)
    {
        await Task.Delay(_backoff.Failed(fault), time, stop);
        _failed.Clear();
    }

    private void Tell(string? fault)
    {
        var last = board.Assignments.Value;
        if (fault == last.Fault)
            return;

        if (fault is not null)
            logger.CannotAssign(fault);

        board.Assignments.Value = fault is null ? AssignmentStatus.Good : new(fault, last.FaultSince ?? time.GetUtcNow());
    }

    private static string CannotWrite(AddressAssignment assignment, ApiFault fault) =>
        $"The address of {assignment.Service} cannot be written. {fault.Explanation}";

    private static (NamespacedName Name, string Uid, string ResourceVersion) State(AddressAssignment assignment) =>
        (assignment.Service, assignment.Uid, assignment.ResourceVersion);
}
