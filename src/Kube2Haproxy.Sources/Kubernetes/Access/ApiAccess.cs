namespace Kube2Haproxy.Sources.Kubernetes.Access;

/// <summary>Where the API server is and who we are: all of it read, so that only the network can fail yet.</summary>
/// <param name="origin">Where it comes from, for messages: <c>the kubeconfig /etc/kube2haproxy/kubeconfig</c>.</param>
/// <param name="files">What it was read from.</param>
/// <param name="server">Disposed with it.</param>
/// <param name="credential">Disposed with it.</param>
internal sealed class ApiAccess(string origin, AccessFiles files, ApiServer server, Credential credential) : IDisposable
{
    // A credential that ends within this time could end on its way.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    public string Origin => origin;

    public ApiServer Server => server;

    public Credential Credential => credential;

    /// <summary>Headers of each request: whom to act as, by Kubernetes' impersonation.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>Whether it shall be read again: a file of it holds something else, or the credentials end.</summary>
    public bool IsStale(DateTimeOffset now) => now >= credential.ExpiresAt - Margin || files.HaveChanged();

    public void Dispose()
    {
        server.Dispose();
        credential.Dispose();
    }
}
