namespace Kube2Haproxy.TestSupport;

/// <summary>Where the sources are that the tests read: templates, documents, project files.</summary>
public static class Repository
{
    /// <summary>The top directory.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string directory) =>
        File.Exists(Path.Combine(directory, "Kube2Haproxy.sln"))
            ? directory
            : Find(Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("The tests run outside of the repository."));
}
