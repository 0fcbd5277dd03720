using Kube2Haproxy.TestSupport.Kubernetes;

namespace Kube2Haproxy.TestSupport.ApiServer;

/// <summary>What an API server reads at its start: certificate, key and the token of an administrator.</summary>
internal sealed class ApiServerFiles : IDisposable
{
    public const string AdminToken = "admin-token";

    private readonly TemporaryDirectory _directory = new();

    public ApiServerFiles()
    {
        using var certificate = new ServerCertificate(new FakeApiServerOptions());
        AuthorityPem = certificate.AuthorityPem;
        Certificate = _directory.Write("tls.crt", certificate.Certificate.ExportCertificatePem());
        Key = _directory.Write("tls.key", certificate.KeyPem);
        Tokens = _directory.Write("tokens.csv", $"{AdminToken},admin,1,system:masters\n");
    }

    public string AuthorityPem { get; }

    public string Certificate { get; }

    /// <summary>Of the certificate; service account tokens are signed with it, too.</summary>
    public string Key { get; }

    public string Tokens { get; }

    public void Dispose() => _directory.Dispose();
}
