namespace Kube2Haproxy.Sources.Kubernetes.Access;

/// <summary>A user of a kubeconfig → who we are.</summary>
/// <param name="file">Where it stands.</param>
/// <param name="user">It.</param>
/// <param name="entry">For messages: <c>user "admin"</c>.</param>
internal sealed class KubeconfigUser(KubeconfigFile file, Kubeconfig.UserEntry user, string entry)
{
    /// <summary>Whom to act as, by Kubernetes' impersonation.</summary>
    /// <exception cref="AccessException">A value cannot stand in an HTTP header.</exception>
    public IReadOnlyList<(string Name, string Value)> Headers()
    {
        var headers = new List<(string Name, string Value)>();
        Add("Impersonate-User", user.As);
        Add("Impersonate-Uid", user.AsUid);
        foreach (var group in user.AsGroups ?? [])
            Add("Impersonate-Group", group);
        foreach (var (key, values) in user.AsUserExtra ?? new Dictionary<string, IReadOnlyList<string?>?>())
        {
            foreach (var value in values ?? [])
                Add("Impersonate-Extra-" + Uri.EscapeDataString(key), value);
        }

        return headers;

        void Add(string name, string? value)
        {
            if (string.IsNullOrEmpty(value))
                return;

            if (!value.All(c => c is >= ' ' and <= '~'))
                throw new AccessException(file.At($"as… of {entry} has a value that is not plain ASCII text; HTTP headers can hold no other."));

            headers.Add((name, value));
        }
    }

    /// <summary>What it says, or the plugin that it names.</summary>
    /// <exception cref="AccessException">Something of it cannot be used.</exception>
    public async Task<Credential> ReadAsync(ApiServer server, Kubeconfig.ClusterEntry cluster, TimeProvider time, CancellationToken stop)
    {
        // As kubectl: a file goes before a token, and either before a plugin.
        var token = !string.IsNullOrEmpty(user.TokenFile) ? OfFile(user.TokenFile)
            : string.IsNullOrEmpty(user.Token) ? ""
            : Credential.TokenOf(user.Token, file.At($"token of {entry}"));
        if (token.Length > 0 && !string.IsNullOrEmpty(user.Username))
            throw new AccessException(file.At($"{entry} has both a token and a username; it may have only one of them."));

        var isOpen = token.Length == 0 && string.IsNullOrEmpty(user.Username);
        if (isOpen && user.Exec is { } exec)
            return await new ExecPlugin(exec, file, entry, time).RunAsync(server, cluster, stop);

        if (isOpen && user.AuthProvider is not null)
            throw new AccessException(file.At(
                $"{entry} has an auth-provider, which is not supported here; use its successor, a credential plugin (exec), or a token."));

        return new Credential
        {
            Token = token,
            UserName = user.Username ?? "",
            Password = user.Password ?? "",
            Certificate = Certificate(),
        };
    }

    private string OfFile(string name)
    {
        var what = $"tokenFile of {entry}";
        return Credential.TokenOf(file.ReadNamed(name, what), file.At($"{what}: {file.Resolve(name)}"));
    }

    private System.Net.Security.SslStreamCertificateContext? Certificate()
    {
        var certificate = file.PemOf("client-certificate", user.CertificateData, user.Certificate, entry);
        var key = file.PemOf("client-key", user.KeyData, user.Key, entry);
        return (certificate, key) switch
        {
            (null, null) => null,
            (null, _) => throw new AccessException(file.At($"{entry} has a client-key without a client-certificate; give both or none.")),
            (_, null) => throw new AccessException(file.At($"{entry} has a client-certificate without a client-key; give both or none.")),
            _ => certificate.WithKey(key),
        };
    }
}
