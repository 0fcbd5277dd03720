namespace Kube2Haproxy.TestSupport;

/// <summary>A directory of a test's own; gone with it.</summary>
public sealed class TemporaryDirectory : IDisposable
{
    /// <summary>Absolute.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("kube2haproxy-test-").FullName;

    /// <summary>A path in it.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
