using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Kube2Haproxy.TestSupport.Network;

namespace Kube2Haproxy.TestSupport.Kubernetes;

/// <summary>A certificate authority in memory and one server certificate from it.</summary>
internal sealed class ServerCertificate : IDisposable
{
    private readonly X509Certificate2 _authority;

    /// <param name="time">Both are valid from a day before to ten years after now.</param>
    /// <param name="wrongName">True names <c>other.example</c> only; false 127.0.0.1, ::1, localhost and a <see cref="NetworkLink"/>'s server.</param>
    public ServerCertificate(TimeProvider time, bool wrongName)
    {
        var (from, to) = (time.GetUtcNow().AddDays(-1), time.GetUtcNow().AddYears(10));
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authority = new CertificateRequest("CN=fake-kubernetes-ca", authorityKey, HashAlgorithmName.SHA256);
        authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        authority.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        _authority = authority.CreateSelfSigned(from, to);

        var names = new SubjectAlternativeNameBuilder();
        if (wrongName)
        {
            names.AddDnsName("other.example");
        }
        else
        {
            names.AddIpAddress(IPAddress.Loopback);
            names.AddIpAddress(IPAddress.IPv6Loopback);
            names.AddIpAddress(NetworkLink.ServerAddress);
            names.AddDnsName("localhost");
        }

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var server = new CertificateRequest("CN=fake-kube-apiserver", key, HashAlgorithmName.SHA256);
        server.CertificateExtensions.Add(names.Build());
        server.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        using var signed = server.Create(_authority, from, to, RandomNumberGenerator.GetBytes(8));
        Certificate = signed.CopyWithPrivateKey(key);
    }

    public X509Certificate2 Certificate { get; }

    /// <summary>The certificate's private key, PEM.</summary>
    public string KeyPem
    {
        get
        {
            using var key = Certificate.GetECDsaPrivateKey()!;
            return key.ExportECPrivateKeyPem();
        }
    }

    public string AuthorityPem => _authority.ExportCertificatePem();

    public void Dispose()
    {
        Certificate.Dispose();
        _authority.Dispose();
    }
}
