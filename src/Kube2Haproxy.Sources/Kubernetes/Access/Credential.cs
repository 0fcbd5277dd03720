using System.Net.Security;

namespace Kube2Haproxy.Sources.Kubernetes.Access;

/// <summary>Who we are to the API server.</summary>
/// <remarks>No record: its text would show the secrets.</remarks>
internal sealed class Credential : IDisposable
{
    /// <summary>Bearer token; empty for none.</summary>
    public string Token { get; init; } = "";

    /// <summary>Of HTTP's basic authentication; empty for none.</summary>
    public string UserName { get; init; } = "";

    public string Password { get; init; } = "";

    public SslStreamCertificateContext? Certificate { get; init; }

    /// <summary>When it ends; null where nobody says.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>A token as it stands in a file or an answer.</summary>
    /// <param name="text">It; white space around it does not count.</param>
    /// <param name="place">Begins the message of a failure.</param>
    /// <exception cref="AccessException">It is empty, or cannot stand in an HTTP header.</exception>
    public static string TokenOf(string text, string place)
    {
        var token = text.Trim();
        if (token.Length == 0)
            throw new AccessException($"{place} is empty; it must be a token.");

        return token.All(c => c is > ' ' and <= '~')
            ? token
            : throw new AccessException($"{place} is no token: it must be one word of ASCII characters, and nothing beside it.");
    }

    public void Dispose()
    {
        Certificate?.TargetCertificate.Dispose();
        foreach (var intermediate in Certificate?.IntermediateCertificates ?? [])
            intermediate.Dispose();
    }
}
