using CliWrap;
using CliWrap.Buffered;
using Kube2Haproxy.EndToEndTests;
using Kube2Haproxy.TestSupport;

[assembly: AssemblyFixture(typeof(PublishedBinary))]

namespace Kube2Haproxy.EndToEndTests;

/// <summary>The one file that operators install, built once for all tests the way that the documents say.</summary>
public sealed class PublishedBinary : IAsyncLifetime
{
    private const string Rid = "linux-x64";

    /// <summary>Path of the binary.</summary>
    public static string File { get; } = Path.Combine(Repository.Root, "artifacts", "publish", Rid, "kube2haproxy");

    public async ValueTask InitializeAsync()
    {
        var publish = await Cli.Wrap(Path.Combine(Repository.Root, "deploy", "publish.sh")).WithArguments(Rid)
            .WithValidation(CommandResultValidation.None).ExecuteBufferedAsync();
        publish.ExitCode.ShouldBe(0, publish.StandardOutput + publish.StandardError);
    }

    public ValueTask DisposeAsync() => default;
}
