namespace Kube2Haproxy.Sources.Kubernetes.Access;

/// <summary>What Kubernetes gives to a pod to speak to the API server with.</summary>
/// <param name="Directory">Where token and ca.crt lie.</param>
/// <param name="Host">An IP address as a rule.</param>
/// <param name="Port">Of https.</param>
internal sealed record ServiceAccount(string Directory, string? Host, string? Port)
{
    /// <summary>Of the pod that this process runs in, if it runs in one.</summary>
    public static ServiceAccount OfThisPod() => new(
        "/var/run/secrets/kubernetes.io/serviceaccount",
        Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST"),
        Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_PORT"));

    public bool IsMounted => !string.IsNullOrEmpty(Host) && !string.IsNullOrEmpty(Port) && File.Exists(TokenFile) && File.Exists(AuthorityFile);

    private string TokenFile => Path.Combine(Directory, "token");

    private string AuthorityFile => Path.Combine(Directory, "ca.crt");

    /// <param name="master">URL in place of the pod's, where it is not empty.</param>
    /// <exception cref="AccessException">It cannot be used.</exception>
    public ApiAccess Read(string master)
    {
        const string What = "The pod's service account:";
        var files = new AccessFiles();
        var url = master.Length > 0
            ? ApiServer.UrlOf(master, AccessReader.Master)
            : ApiServer.UrlOf($"https://{(Host?.Contains(':') == true ? $"[{Host}]" : Host)}:{Port}", "KUBERNETES_SERVICE_HOST");
        var authorities = new Pem(files.Read(AuthorityFile, What), $"{What} {AuthorityFile}").Certificates();
        var token = Credential.TokenOf(files.Read(TokenFile, What), $"{What} {TokenFile}");
        return new ApiAccess(
            "the pod's service account", files, new ApiServer { Url = url, Authorities = authorities }, new Credential { Token = token });
    }
}
