using CliWrap;
using CliWrap.Buffered;
using Kube2Haproxy.TestSupport;

namespace Kube2Haproxy.EndToEndTests;

/// <summary><c>kube2haproxy test</c> as a CI runs it.</summary>
public sealed class TestCommandTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    /// <summary>In an environment that would change the text.</summary>
    [Fact]
    public async Task A_case_is_written_passes_and_fails_whatever_the_machine_is_like()
    {
        _directory.Write("cases/api/service.yaml",
            """
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: shop}
            spec: {clusterIP: 10.96.0.20, ports: [{name: http, port: 80}]}
            """);
        _directory.Write("cases/api/haproxy.cfg", "");

        (await TestAsync("--update")).ShouldBe((0, "ok api\n  cases/api/haproxy.cfg is written anew\n1 passed, 0 failed\n", ""));
        File.ReadAllText(_directory["cases/api/haproxy.cfg"]).ShouldContain("bind 10.96.0.20:80");
        (await TestAsync()).ShouldBe((0, "ok api\n1 passed, 0 failed\n", ""));

        _directory.Write("cases/api/appsettings.json", """{"Services": {"Namespaces": ["other"]}}""");
        var (code, output, _) = await TestAsync();
        code.ShouldBe(65);
        output.ShouldContain("\n  -  bind 10.96.0.20:80\n");
        output.ShouldEndWith("\n0 passed, 1 failed\n");
    }

    private async Task<(int Code, string Output, string Error)> TestAsync(params string[] arguments)
    {
        using var limit = new TestLimit();
        var result = await Cli.Wrap(PublishedBinary.File)
            .WithArguments(["test", "cases", .. arguments])
            .WithWorkingDirectory(_directory.Path)
            .WithEnvironmentVariables(new Dictionary<string, string?> { ["KUBE2HAPROXY_Services__ReservedPorts"] = "80" })
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(limit.Token);
        return (result.ExitCode, result.StandardOutput, result.StandardError);
    }
}
