using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Kube2Haproxy.Sources.Kubernetes.Access;

/// <summary>A PEM text and where it stands.</summary>
/// <param name="text">May be a key: never for a message.</param>
/// <param name="place">Begins a message, such as <c>The kubeconfig /etc/kubeconfig: client-key-data of user "admin"</c>.</param>
internal sealed class Pem(string text, string place)
{
    /// <summary>Of base64, as the kubeconfig's <c>…-data</c> have it.</summary>
    /// <exception cref="AccessException">It is no base64.</exception>
    public static Pem OfBase64(string data, string place)
    {
        try
        {
            return new Pem(Encoding.UTF8.GetString(Convert.FromBase64String(data)), place);
        }
        catch (FormatException)
        {
            throw new AccessException($"{place} is not base64; it must be the base64 of a PEM text.");
        }
    }

    /// <summary>All certificates in it, at least one.</summary>
    /// <exception cref="AccessException">There is none, or one of them is broken.</exception>
    public X509Certificate2Collection Certificates()
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(text);
        }
        catch (CryptographicException)
        {
            // Those before the broken one are dropped with it: half a bundle would be a riddle later.
            certificates.Clear();
        }

        return certificates.Count > 0
            ? certificates
            : throw new AccessException($"{place} is no PEM certificate; it must hold whole blocks of -----BEGIN CERTIFICATE-----.");
    }

    /// <summary>The first certificate of this text with its key; those that follow are sent along.</summary>
    /// <exception cref="AccessException">One of them is not what it must be, or they do not belong together.</exception>
    public SslStreamCertificateContext WithKey(Pem key)
    {
        var certificates = Certificates();
        key.ThrowIfNoKey();
        try
        {
            var leaf = X509Certificate2.CreateFromPem(text, key.Text);
            certificates[0].Dispose();
            certificates.RemoveAt(0);
            return SslStreamCertificateContext.Create(leaf, certificates, offline: true);
        }
        catch (Exception mismatch) when (mismatch is CryptographicException or ArgumentException)
        {
            throw new AccessException($"{key.Place} does not belong to the client certificate beside it. Give the two that were made together.");
        }
    }

    private string Text => text;

    private string Place => place;

    private void ThrowIfNoKey()
    {
        var rest = text.AsSpan();
        var encrypted = false;
        while (PemEncoding.TryFind(rest, out var block))
        {
            var label = rest[block.Label];
            if (label.SequenceEqual("ENCRYPTED PRIVATE KEY"))
                encrypted = true;
            else if (label.EndsWith("PRIVATE KEY"))
                return;

            rest = rest[block.Location.End..];
        }

        throw new AccessException(encrypted
            ? $"{place} is encrypted; it must be a key without a passphrase."
            : $"{place} is no PEM key; it must hold a whole block such as -----BEGIN PRIVATE KEY-----.");
    }
}
