namespace Kube2Haproxy.Sources.Wire;

/// <summary>meta/v1 Status: what the API server says of a request that failed, as a body or as an ERROR event of a watch.</summary>
internal sealed record WireStatus
{
    /// <summary>The HTTP status that goes with it.</summary>
    public int? Code { get; set; }

    public string? Reason { get; set; }

    public string? Message { get; set; }

    public StatusDetails? Details { get; set; }

    internal sealed record StatusDetails
    {
        public int? RetryAfterSeconds { get; set; }
    }
}
