using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Kube2Haproxy.TestSupport.Kubernetes;

/// <summary>A client's certificate with its key, signed by itself.</summary>
public sealed class ClientCertificate
{
    /// <param name="name">Its common name.</param>
    public ClientCertificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        Thumbprint = certificate.Thumbprint;
        Pem = certificate.ExportCertificatePem() + "\n";
        KeyPem = key.ExportPkcs8PrivateKeyPem() + "\n";
    }

    public string Thumbprint { get; }

    public string Pem { get; }

    public string KeyPem { get; }

    /// <summary>As kubeconfig has it.</summary>
    public static string Base64(string pem) => Convert.ToBase64String(Encoding.ASCII.GetBytes(pem));
}
