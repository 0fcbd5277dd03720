using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace Kube2Haproxy.Sources.Kubernetes.Access;

/// <summary>A credential plugin: a program that prints who we are (<c>client.authentication.k8s.io</c> v1 and v1beta1).</summary>
/// <param name="plugin">What the kubeconfig says of it.</param>
/// <param name="file">Where that stands.</param>
/// <param name="entry">For messages: <c>user "admin"</c>.</param>
/// <param name="time">Times its limit.</param>
internal sealed class ExecPlugin(Kubeconfig.ExecEntry plugin, KubeconfigFile file, string entry, TimeProvider time)
{
    // One that asks a distant identity provider has time; one that waits for a human never ends.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private static readonly string[] Versions = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"];

    /// <summary>Runs it.</summary>
    /// <param name="server">Told to it where it wants to know.</param>
    /// <param name="cluster">Of the kubeconfig, for what is meant for the plugin in it.</param>
    /// <param name="stop">Kills it, with its children.</param>
    /// <exception cref="AccessException">There is no credential from it.</exception>
    public async Task<Credential> RunAsync(ApiServer server, Kubeconfig.ClusterEntry cluster, CancellationToken stop)
    {
        var start = Start(plugin.ProvideClusterInfo == true ? server : null, cluster);
        using var timeout = new CancellationTokenSource(Limit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stop, timeout.Token);
        PluginProcess ended;
        try
        {
            ended = await PluginProcess.RunAsync(start, both.Token);
        }
        catch (Win32Exception error)
        {
            throw Fault($"cannot be started: {new Win32Exception(error.NativeErrorCode).Message}. Install it, or mend command.");
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw Fault($"did not end within {Limit.TotalSeconds:0} s and was killed. It must do its work without a terminal.");
        }

        return Read(ended);
    }

    private ProcessStartInfo Start(ApiServer? server, Kubeconfig.ClusterEntry cluster)
    {
        if (string.IsNullOrEmpty(plugin.Command))
            throw new AccessException(file.At($"exec of {entry} has no command; it must be a program that prints an ExecCredential."));

        if (!Versions.Contains(plugin.ApiVersion))
            throw new AccessException(file.At(
                $"apiVersion in exec of {entry} is \"{plugin.ApiVersion}\"; it must be {string.Join(" or ", Versions)}."));

        if (plugin.InteractiveMode == "Always")
            throw Fault("wants a terminal (interactiveMode: Always), and a daemon has none. Use one that needs no human.");

        // As kubectl: a path is relative to the kubeconfig, a name is looked for in PATH.
        var start = new ProcessStartInfo(plugin.Command.Contains('/') ? file.Resolve(plugin.Command) : plugin.Command);
        foreach (var argument in plugin.Args ?? [])
            start.ArgumentList.Add(argument ?? "");
        foreach (var variable in plugin.Env ?? [])
        {
            start.Environment[variable?.Name is { Length: > 0 } name
                ? name
                : throw new AccessException(file.At($"env in exec of {entry} has an entry without a name; each has a name and a value."))]
                = variable.Value ?? "";
        }

        start.Environment["KUBERNETES_EXEC_INFO"] = ExecCredential.Request(plugin.ApiVersion!, server, cluster);
        return start;
    }

    private Credential Read(PluginProcess ended)
    {
        if (ended.Code != 0)
            throw Fault($"ended with code {ended.Code}{Said()}. Run it by hand as this process's user.");

        ExecCredential? answer;
        try
        {
            answer = JsonSerializer.Deserialize(ended.Output, AccessJson.Default.ExecCredential);
        }
        catch (JsonException)
        {
            throw Fault($"printed something that is no ExecCredential{Said()}. It must print one, as JSON, and nothing else.");
        }

        if (answer?.Kind != "ExecCredential" || answer.ApiVersion != plugin.ApiVersion)
            throw Fault(
                $"printed \"{Masked.Line($"{answer?.ApiVersion} {answer?.Kind}")}\"; it must be a {plugin.ApiVersion} ExecCredential, as its apiVersion "
                + "in the kubeconfig says.");

        var (token, certificate, key) = (answer.Status?.Token, answer.Status?.ClientCertificateData, answer.Status?.ClientKeyData);
        if (string.IsNullOrEmpty(token) && string.IsNullOrEmpty(certificate))
            throw Fault($"printed an ExecCredential without a token and without a client certificate{Said()}. It must have one of them.");

        return new Credential
        {
            Token = string.IsNullOrEmpty(token) ? "" : Credential.TokenOf(token, Place("status.token")),
            Certificate = string.IsNullOrEmpty(certificate)
                ? null
                : new Pem(certificate, Place("status.clientCertificateData")).WithKey(new Pem(key ?? "", Place("status.clientKeyData"))),
            ExpiresAt = answer.Status?.ExpirationTimestamp,
        };

        string Said() => Masked.Complaint(ended.Error, ended.Output, (plugin.Env ?? []).Select(variable => variable?.Value ?? "")) is
        { Length: > 0 } said ? $" and said \"{said}\"" : "";

        string Place(string member) => file.At($"exec of {entry}: {member} that {plugin.Command} printed");
    }

    private AccessException Fault(string problem) => new(
        file.At($"exec of {entry}: the credential plugin {plugin.Command} {problem}")
        + (string.IsNullOrWhiteSpace(plugin.InstallHint) ? "" : $" Its hint: {Masked.Line(plugin.InstallHint)}"));
}
