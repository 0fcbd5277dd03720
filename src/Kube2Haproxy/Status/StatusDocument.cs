namespace Kube2Haproxy.Status;

/// <summary>
/// The JSON of <c>/status</c>. Its names stay as they are; a later version may have more of them. Null means that there is none; lists are
/// empty, not null; times are UTC. The README says what each of them means. Services are sorted by namespace, then name; what is skipped by
/// Service, port, address; ignored annotations by Service, then name.
/// </summary>
internal sealed record StatusDocument(
    string Version,
    bool Ready,
    StatusDocument.PauseState? Paused,
    StatusDocument.SourceState Source,
    StatusDocument.AssignmentState Assignments,
    StatusDocument.TemplateState Templates,
    IReadOnlyList<StatusDocument.DaemonState> Daemons,
    StatusDocument.VrrpRole Vrrp,
    StatusDocument.ServiceSelection Selection,
    IReadOnlyList<StatusDocument.ServedService> Services,
    IReadOnlyList<StatusDocument.SkippedService> Skipped,
    IReadOnlyList<StatusDocument.WrongAnnotation> IgnoredAnnotations)
{
    /// <summary>While something that had begun before the pause is not at its end, it is finishing.</summary>
    internal sealed record PauseState(DateTimeOffset Since, string? By, string? Reason, bool Finishing);

    /// <summary>What is refused is sorted by resource, namespace, name.</summary>
    internal sealed record SourceState(bool Synced, string? Fault, DateTimeOffset? FaultSince, IReadOnlyList<RefusedPart> Refused);

    /// <summary>Namespace and name are null where the object does not say which it is.</summary>
    internal sealed record RefusedPart(string Resource, string? Namespace, string? Name, string Complaint);

    /// <summary>Addresses of Services:Pools that do not stand in their Services' status yet.</summary>
    internal sealed record AssignmentState(int Pending, string? Fault, DateTimeOffset? FaultSince);

    internal sealed record TemplateState(string? Fault);

    /// <summary><c>haproxy</c> or <c>keepalived</c>; one that is not enabled is left out.</summary>
    internal sealed record DaemonState(
        string Name, bool Applied, DateTimeOffset? LastSuccess, string? Fault, DateTimeOffset? FaultSince, long Digest,
        IReadOnlyList<QuarantinedService> Quarantined);

    /// <summary>A Service that this daemon is applied without, as it is now; where it is served, its last good text is in force.</summary>
    internal sealed record QuarantinedService(string Namespace, string Name, bool Served, DateTimeOffset Since, string Complaint);

    /// <summary>The state in upper case, as the metric has it.</summary>
    internal sealed record VrrpRole(string State, DateTimeOffset? Since, string? Fault, IReadOnlyList<VrrpInstance> Instances);

    /// <summary>In the order of Keepalived's file; the first one's state is the node's. The name is empty where the file has none that can be read.</summary>
    internal sealed record VrrpInstance(string Name, string State, DateTimeOffset? Since);

    /// <summary>The settings of section <c>Services</c> that are in force.</summary>
    internal sealed record ServiceSelection(
        IReadOnlyList<string> Addresses, IReadOnlyList<string> Namespaces, string Selector, bool OptIn);

    internal sealed record ServedService(string Namespace, string Name, IReadOnlyList<string> Addresses, IReadOnlyList<ServedPort> Ports);

    /// <summary>One backend; the name is empty for a port without one.</summary>
    internal sealed record ServedPort(string Name, int Port, IReadOnlyList<string> Addresses, string Backend, ServerCounts Servers);

    /// <param name="Ready">They take new connections.</param>
    /// <param name="Draining">They keep the connections that they have.</param>
    internal sealed record ServerCounts(int Ready, int Draining);

    /// <summary>Address and port are null where it is every one. The reason is the label of the metric.</summary>
    internal sealed record SkippedService(
        string Namespace, string Name, string? Address, int? Port, string Reason, string Explanation);

    /// <summary>Annotation (with its prefix) and value stand in double quotes; a long value is cut.</summary>
    internal sealed record WrongAnnotation(string Namespace, string Name, string Annotation, string Value, string Explanation);
}
