using System.Security.Cryptography;
using System.Text;

namespace Kube2Haproxy.Sources.Kubernetes.Access;

/// <summary>Reads the files that an access is made of, and knows later whether they hold something else.</summary>
/// <remarks>
/// It compares what they hold, not their times: a mounted Secret swaps a directory of links, and the file's own link stays as it is.
/// They are few and small, and requests are rare.
/// </remarks>
internal sealed class AccessFiles
{
    private readonly Dictionary<string, byte[]> _digests = new(StringComparer.Ordinal);

    /// <param name="path">Absolute.</param>
    /// <param name="what">Begins the message of a failure, in front of the path.</param>
    /// <exception cref="AccessException">It cannot be read.</exception>
    public string Read(string path, string what)
    {
        try
        {
            var bytes = File.ReadAllBytes(path);
            _digests[path] = SHA256.HashData(bytes);
            return Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF');
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new AccessException($"{what} {path} does not exist. Create it, or name one that does.");
        }
        catch (UnauthorizedAccessException)
        {
            throw new AccessException(Directory.Exists(path)
                ? $"{what} {path} is a directory; it must be a file."
                : $"{what} {path} may not be read by this process. Give its user the right to read it.");
        }
        catch (IOException failure)
        {
            throw new AccessException($"{what} {path} cannot be read: {failure.Message.TrimEnd('.')}. Mend that, or name another.");
        }
    }

    /// <summary>Whether a file holds something else now. One that cannot be read says nothing: it may be just being replaced.</summary>
    public bool HaveChanged()
    {
        foreach (var (path, digest) in _digests)
        {
            try
            {
                if (!SHA256.HashData(File.ReadAllBytes(path)).SequenceEqual(digest))
                    return true;
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                // Where the access is refused it is read again, and then this is said.
            }
        }

        return false;
    }
}
