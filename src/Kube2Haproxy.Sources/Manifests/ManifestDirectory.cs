using System.Text;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Core.Status;
using Microsoft.Extensions.Logging;

namespace Kube2Haproxy.Sources.Manifests;

/// <summary>What the files of a directory hold, with the last good content of those that are bad now.</summary>
/// <remarks>
/// Where a Service has EndpointSlices, its Endpoints are left out, as the API server's mirroring would have it. An object that two
/// files hold is taken from the first by name, and is a fault of the other.
/// </remarks>
/// <param name="path">Of the directory.</param>
/// <param name="logger">Told of documents that are passed over.</param>
/// <param name="others">Names of files in it that are no manifests.</param>
internal sealed class ManifestDirectory(string path, ILogger logger, params IReadOnlyList<string> others)
{
    private Dictionary<string, (string Text, DateTimeOffset WrittenAt, IReadOnlyList<ManifestObject> Objects)> _good = [];

    /// <summary>Reads all files. A file that is gone takes its objects with it; one that is bad keeps its last good ones.</summary>
    /// <param name="fingerprint">What the directory was just before; null not to ask.</param>
    /// <returns>
    /// Null where it is another by now: of one that is swapped while it is read, an object that moved from one file to another may have
    /// been seen in neither.
    /// </returns>
    /// <exception cref="IOException">The directory is not there, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not read it.</exception>
    public ManifestScan? Scan(string? fingerprint)
    {
        var refused = new List<RefusedObject>();
        var good = new Dictionary<string, (string Text, DateTimeOffset WrittenAt, IReadOnlyList<ManifestObject> Objects)>();
        foreach (var file in DirectoryFingerprint.Files(path).Where(file => !others.Contains(file.Name)))
        {
            var known = _good.TryGetValue(file.Name, out var before);
            try
            {
                var text = File.ReadAllText(file.FullName, Encoding.UTF8);
                good[file.Name] = known && before.Text == text
                    ? before
                    : (text, file.LastWriteTimeUtc, ManifestReader.Read(text, kind => logger.PassedOver(file.FullName, kind)));
            }
            catch (FileNotFoundException)
            {
                // Gone since the directory was read; a link that leads nowhere is the same.
            }
            catch (Exception bad) when (bad is ManifestException or IOException or UnauthorizedAccessException)
            {
                refused.Add(new RefusedObject((bad as ManifestException)?.Name, Fault(file.FullName, bad)));
                if (known)
                    good[file.Name] = before;
            }
        }

        if (fingerprint is not null && fingerprint != DirectoryFingerprint.Of(path))
            return null;

        _good = good;
        return Merge(good, refused);
    }

    private ManifestScan Merge(
        Dictionary<string, (string Text, DateTimeOffset WrittenAt, IReadOnlyList<ManifestObject> Objects)> good, List<RefusedObject> refused)
    {
        var found = new Dictionary<(string Kind, NamespacedName Name), ManifestEntry>();
        foreach (var (file, content) in good.OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            foreach (var one in content.Objects)
            {
                var key = (one.Kind, one.Name);
                if (!found.TryAdd(key, new ManifestEntry(one, file, content.WrittenAt)))
                {
                    refused.Add(new RefusedObject(
                        one.Name,
                        $"{Path.Combine(path, file)}:{one.Line}: {one.Kind} {one.Name} stands in {found[key].File}:{found[key].Object.Line} too, " +
                        "which is taken; remove one of them."));
                }
            }
        }

        var sliced = found.Values.Where(entry => entry.Object is { Kind: "EndpointSlice", Endpoints: not null })
            .Select(entry => entry.Object.Endpoints!.Service)
            .ToHashSet();
        return new ManifestScan(
            [.. found.Values.Where(entry => entry.Object.Kind != "Endpoints" || !sliced.Contains(entry.Object.Name))], refused);
    }

    private static string Fault(string file, Exception bad) => bad switch
    {
        ManifestException { Line: > 0 and var line } => $"{file}:{line}: {bad.Message}",
        ManifestException => $"{file}: {bad.Message}",
        _ => $"{file} cannot be read: {bad.Message.TrimEnd('.')}. Let the daemon's user read it.",
    };
}
