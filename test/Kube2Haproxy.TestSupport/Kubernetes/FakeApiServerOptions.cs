namespace Kube2Haproxy.TestSupport.Kubernetes;

/// <summary>How a fake API server is to be. What can be set may be changed while it runs.</summary>
public sealed class FakeApiServerOptions
{
    /// <summary>TCP port at 127.0.0.1; 0 takes a free one, and keeps it when the server is started again.</summary>
    public int Port { get; init; }

    /// <summary>The certificate is from the right authority, but for another host.</summary>
    public bool WrongHostName { get; init; }

    /// <summary>False answers 404 for discovery.k8s.io, as a server without that group.</summary>
    public bool EndpointSlices { get; set; } = true;

    /// <summary>A watch from a compacted version gets an ERROR event of code 410 in an answer of 200; false: HTTP status 410.</summary>
    public bool ExpiredAsErrorEvent { get; set; }

    /// <summary>Times the watches' <c>timeoutSeconds</c>, slow answers, creation timestamps and the certificate.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
