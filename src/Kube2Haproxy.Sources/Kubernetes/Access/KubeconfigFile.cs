using System.Text.Json;
using Kube2Haproxy.Sources.Manifests;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Kube2Haproxy.Sources.Kubernetes.Access;

/// <summary>A kubeconfig file: its text, and the files that it names beside it.</summary>
internal sealed class KubeconfigFile(string path)
{
    /// <summary>Absolute: what it names is relative to where it lies.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    public AccessFiles Files { get; } = new();

    /// <summary>The beginning of a message: where in the file.</summary>
    public string At(string what) => $"The kubeconfig {Path}: {what}";

    /// <exception cref="AccessException">It cannot be read, or is no kubeconfig.</exception>
    public Kubeconfig Read()
    {
        var text = Files.Read(Path, "The kubeconfig");
        var stream = new YamlStream();
        try
        {
            stream.Load(new MergingParser(new Parser(new StringReader(text))));
        }
        catch (YamlException error)
        {
            // What the parser says may quote a value, and so a secret. Of an alias that leads nowhere it does not know the place.
            var place = error is AnchorNotFoundException ? "" : $"line {error.Start.Line}, column {error.Start.Column}: ";
            throw new AccessException(At($"{place}this is not YAML. Values with special characters stand in quotes."));
        }

        if (stream.Documents is not [{ RootNode: YamlMappingNode root }, ..])
            throw new AccessException(At("it is empty, or no kubeconfig; it must have clusters, users, contexts and current-context."));

        try
        {
            return JsonSerializer.Deserialize(YamlJson.Of(root), AccessJson.Default.Kubeconfig) ?? new Kubeconfig();
        }
        catch (JsonException mismatch)
        {
            throw new AccessException(At(
                $"line {YamlJson.At(root, mismatch.Path).Start.Line}: {mismatch.Path?.TrimStart('$', '.')} is not of the type that it must have; "
                + "a text that looks like a number stands in quotes."));
        }
        catch (ManifestException problem)
        {
            throw new AccessException(At($"line {problem.Line}: {problem.Message}"));
        }
    }

    /// <summary>Where a file lies that is named in it.</summary>
    public string Resolve(string file) => System.IO.Path.GetFullPath(file, System.IO.Path.GetDirectoryName(Path) ?? "/");

    /// <summary>The text of a file that is named in it.</summary>
    /// <param name="file">As it is named.</param>
    /// <param name="what">Which key of which entry names it.</param>
    /// <exception cref="AccessException">It cannot be read.</exception>
    public string ReadNamed(string file, string what) => Files.Read(Resolve(file), At(what + ":"));

    /// <summary>What stands in <c>KEY-data</c>, else in the file that <c>KEY</c> names; null where both are missing.</summary>
    /// <exception cref="AccessException">It cannot be read.</exception>
    public Pem? PemOf(string key, string? data, string? file, string entry)
    {
        if (!string.IsNullOrEmpty(data))
            return Pem.OfBase64(data, At($"{key}-data of {entry}"));

        return string.IsNullOrEmpty(file)
            ? null
            : new Pem(ReadNamed(file, $"{key} of {entry}"), At($"{key} of {entry}: {Resolve(file)}"));
    }
}
