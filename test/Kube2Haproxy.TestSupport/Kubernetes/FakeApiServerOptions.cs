namespace Kube2Haproxy.TestSupport.Kubernetes;

/// <summary>How a fake API server is to be. What can be set may be changed while it runs.</summary>
public sealed class FakeApiServerOptions
{
    /// <summary>TCP port at 127.0.0.1; 0 takes a free one, and keeps it when the server is started again.</summary>
    public int Port { get; init; }

    /// <summary>The certificate is from the right authority, but for another host.</summary>
    public bool WrongHostName { get; init; }

    /// <summary>The certificate was over a day ago.</summary>
    public bool ExpiredCertificate { get; init; }

    /// <summary>The certificate is from an authority that is none by itself; the root that stands over it is nobody's.</summary>
    public bool IntermediateAuthority { get; init; }

    /// <summary>Speaks HTTP/1.1 alone.</summary>
    public bool Http1Only { get; init; }

    /// <summary>Ends the handshake of a client whose certificate is not accepted.</summary>
    public bool RequiresCertificate { get; init; }

    /// <summary>Path in front of all others, such as <c>/clusters/c1</c>; the rest answers 404.</summary>
    public string PathBase { get; init; } = "";

    /// <summary>False answers 404 for discovery.k8s.io, as a server without that group.</summary>
    public bool EndpointSlices { get; set; } = true;

    /// <summary>A watch from a compacted version gets an ERROR event of code 410 in an answer of 200; false: HTTP status 410.</summary>
    public bool ExpiredAsErrorEvent { get; set; }

    /// <summary>Times the watches' <c>timeoutSeconds</c>, slow answers, creation timestamps and the certificate.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
