using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Kube2Haproxy.TestSupport.Network;

namespace Kube2Haproxy.TestSupport.Kubernetes;

/// <summary>A certificate authority in memory and one server certificate from it.</summary>
internal sealed class ServerCertificate : IDisposable
{
    private readonly X509Certificate2 _authority;

    /// <param name="options">
    /// What it is to be; else it is for 127.0.0.1, ::1, localhost and a <see cref="NetworkLink"/>'s server, and good for ten years.
    /// </param>
    public ServerCertificate(FakeApiServerOptions options)
    {
        var now = options.Time.GetUtcNow();
        var (from, to) = (now.AddDays(-2), now.AddYears(10));
        _authority = Authority("CN=fake-kubernetes-ca", from, to, null);
        if (options.IntermediateAuthority)
        {
            using var root = _authority;
            _authority = Authority("CN=fake-kubernetes-intermediate-ca", from, to, root);
        }

        var names = new SubjectAlternativeNameBuilder();
        if (options.WrongHostName)
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
        using var signed = server.Create(_authority, from, options.ExpiredCertificate ? now.AddDays(-1) : to, RandomNumberGenerator.GetBytes(8));
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

    private static X509Certificate2 Authority(string name, DateTimeOffset from, DateTimeOffset to, X509Certificate2? issuer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        if (issuer is null)
            return request.CreateSelfSigned(from, to);

        using var signed = request.Create(issuer, from, to, RandomNumberGenerator.GetBytes(8));
        return signed.CopyWithPrivateKey(key);
    }
}
