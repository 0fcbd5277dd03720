using System.Security.Cryptography.X509Certificates;

namespace Kube2Haproxy.Sources.Kubernetes.Access;

/// <summary>Where the API server is, and how to know that it is the right one.</summary>
/// <remarks>No record: its text would show the proxy's password.</remarks>
internal sealed class ApiServer : IDisposable
{
    /// <summary>http or https, without a user; its path ends with a slash.</summary>
    public required Uri Url { get; init; }

    /// <summary>The name that the server's certificate must have in place of that in the URL; empty for that one.</summary>
    public string TlsServerName { get; init; } = "";

    public bool SkipTlsVerify { get; init; }

    /// <summary>Whom to trust in place of the machine's own authorities; empty for those.</summary>
    public X509Certificate2Collection Authorities { get; init; } = [];

    /// <summary>http, https or socks5, maybe with user and password; null for what the environment says (<c>https_proxy</c> and its kin).</summary>
    public Uri? Proxy { get; init; }

    /// <summary>The URL of an API server from what the operator wrote.</summary>
    /// <param name="text">It.</param>
    /// <param name="place">Begins the message of a failure.</param>
    /// <exception cref="AccessException">It is no such URL.</exception>
    public static Uri UrlOf(string text, string place)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http") || url.Host.Length == 0)
            throw new AccessException($"{place} is \"{Masked.Url(text)}\"; it must be a URL such as https://192.0.2.1:6443.");

        if (url.UserInfo.Length > 0)
            throw new AccessException(
                $"{place} is \"{Masked.Url(text)}\"; a URL has no user here: username and password stand with the user in the kubeconfig.");

        // What is asked for is put after it: without the slash its last step would be lost.
        return url.AbsolutePath.EndsWith('/') ? url : new UriBuilder(url) { Path = url.AbsolutePath + "/" }.Uri;
    }

    public void Dispose()
    {
        foreach (var authority in Authorities)
            authority.Dispose();
    }
}
