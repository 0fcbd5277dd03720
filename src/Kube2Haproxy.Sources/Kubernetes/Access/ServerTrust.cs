using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Kube2Haproxy.Sources.Kubernetes.Access;

/// <summary>Whether a server is the right one; in words where it is not, since the platform's are none for an operator.</summary>
/// <remarks>The client library's own check lets any host name pass under a private authority.</remarks>
/// <param name="authorities">Whom to trust in place of the machine's own; empty for those.</param>
/// <param name="time">Says whether a certificate is over or yet to come.</param>
internal sealed class ServerTrust(X509Certificate2Collection authorities, TimeProvider time)
{
    private const int MostNames = 8;

    public void Set(SslClientAuthenticationOptions options)
    {
        options.RemoteCertificateValidationCallback = Judge;
        if (authorities.Count == 0)
            return;

        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(authorities);
        options.CertificateChainPolicy = policy;
    }

    /// <exception cref="UntrustedServerException">It is not the right one.</exception>
    private bool Judge(object sender, X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
            return true;

        var host = (sender as SslStream)?.TargetHostName ?? "";
        if (shown is not X509Certificate2 certificate || chain is null)
            throw new UntrustedServerException($"{host} shows no certificate. Check that the URL is that of the API server.");

        var complaints = new List<string>();
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            complaints.Add(
                $"The certificate is for {Names(certificate)}; it must be for {host}. "
                + "Use a URL with a name of the certificate, or give one of them as the cluster's tls-server-name.");

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) && !EndsAtOurs(chain) && !authorities.Any(one => LeadsTo(one, chain, certificate)))
            complaints.AddRange(chain.ChainElements.SelectMany(Complaints).Distinct());

        return complaints.Count == 0 ? true : throw new UntrustedServerException(string.Join(' ', complaints));
    }

    /// <summary>kubectl trusts an intermediate authority that it is given, too; the platform wants the chain to end at a root.</summary>
    private bool EndsAtOurs(X509Chain chain) =>
        chain.ChainStatus.All(status => status.Status == X509ChainStatusFlags.PartialChain)
        && authorities.Contains(chain.ChainElements[^1].Certificate);

    /// <summary>
    /// A bundle holds an authority's old and new certificate of the same name while it is renewed: the platform tries the first of that
    /// name alone, where the certificates do not tell each other's keys.
    /// </summary>
    private bool LeadsTo(X509Certificate2 authority, X509Chain failed, X509Certificate2 certificate)
    {
        using var chain = new X509Chain { ChainPolicy = failed.ChainPolicy.Clone() };
        chain.ChainPolicy.CustomTrustStore.Clear();
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        return chain.Build(certificate) || EndsAtOurs(chain);
    }

    private IEnumerable<string> Complaints(X509ChainElement element)
    {
        var certificate = element.Certificate;
        foreach (var status in element.ChainElementStatus)
        {
            yield return status.Status switch
            {
                X509ChainStatusFlags.NotTimeValid when certificate.NotAfter.ToUniversalTime() < time.GetUtcNow() =>
                    $"The certificate of {certificate.Subject} expired at {certificate.NotAfter.ToUniversalTime():u}. "
                    + "Renew it, or set this machine's clock.",
                X509ChainStatusFlags.NotTimeValid =>
                    $"The certificate of {certificate.Subject} is valid only from {certificate.NotBefore.ToUniversalTime():u}. "
                    + "Set this machine's clock, or the one where it was made.",
                X509ChainStatusFlags.PartialChain or X509ChainStatusFlags.UntrustedRoot or X509ChainStatusFlags.NotSignatureValid =>
                    $"The certificate is from the authority {certificate.Issuer}, which is not trusted here. "
                    + "If that is the right server, give its authority's certificate as the cluster's certificate-authority.",
                _ => $"The certificate of {certificate.Subject} cannot be used: {status.StatusInformation.TrimEnd('.', '\n')}. Renew it.",
            };
        }
    }

    private static string Names(X509Certificate2 certificate)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(extension => extension.EnumerateDnsNames().Concat(extension.EnumerateIPAddresses().Select(address => $"{address}")))
            .ToList();
        return names.Count == 0 ? "no host at all" : string.Join(", ", names.Take(MostNames)) + (names.Count > MostNames ? ", …" : "");
    }
}
