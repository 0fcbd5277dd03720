using Kube2Haproxy.Commands;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Daemons;

namespace Kube2Haproxy.IntegrationTests.Commands;

/// <summary><c>kube2haproxy test DIR --validate</c>, with the daemons' own programs.</summary>
public sealed class TestCommandTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private readonly Signals _signals = new();

    public void Dispose()
    {
        _directory.Dispose();
        _signals.Dispose();
    }

    [Theory, EachHaproxy]
    public async Task What_HAProxy_refuses_fails_with_its_complaint(HaproxyVersion version)
    {
        var good = "defaults\n  timeout connect 1s\n  timeout client 1s\n  timeout server 1s\nlisten a\n  mode tcp\n  bind 127.0.0.1:80\n";
        Case("good", "haproxy.cfg", good);
        Case("bad", "haproxy.cfg", good + "  balanc source\n");

        (await TestAsync("Haproxy", version.Program())).ShouldBe(65);

        _output.ToString().ShouldStartWith("FAIL bad\n  HAProxy refuses it: ");
        _output.ToString().ShouldContain("[haproxy.cfg:8] : unknown keyword 'balanc'");
        _output.ToString().ShouldEndWith("\nok good\n1 passed, 1 failed\n");
        _error.ToString().ShouldBeEmpty();
    }

    [Fact]
    public async Task What_Keepalived_refuses_fails_with_its_complaint()
    {
        Assert.SkipWhen(RealKeepalived.Missing is not null, RealKeepalived.Missing ?? "");
        Case("good", "keepalived.conf", "global_defs {\n    router_id a\n}\n");
        Case("bad", "keepalived.conf", "global_defs {\n    rooter_id a\n}\n");

        (await TestAsync("Keepalived", RealKeepalived.Binary)).ShouldBe(65);

        _output.ToString().ShouldStartWith("FAIL bad\n  Keepalived refuses it: ");
        _output.ToString().ShouldContain("rooter_id");
        _output.ToString().ShouldEndWith("\nok good\n1 passed, 1 failed\n");
    }

    [Fact]
    public async Task A_program_that_is_not_installed_is_named_once()
    {
        Case("one", "haproxy.cfg", "global\n");
        Case("two", "haproxy.cfg", "global\n");

        (await TestAsync("Haproxy", "/nonexistent/haproxy")).ShouldBe(0);

        _error.ToString().ShouldBe(
            "kube2haproxy: /nonexistent/haproxy (Haproxy:Binary) is not installed here, so nothing was validated by it.\n");
    }

    /// <summary>A template without a variable, and its text.</summary>
    private void Case(string name, string file, string text)
    {
        _directory.Write($"cases/{name}/{file}", text);
        _directory.Write($"cases/{name}/x.liquid", text);
        var section = file == "haproxy.cfg" ? "Haproxy" : "Keepalived";
        _directory.Write($"cases/{name}/appsettings.json", $$$"""{"{{{section}}}": {"TemplateFile": "x.liquid"}}""");
    }

    private Task<int> TestAsync(string section, string program)
    {
        var settings = _directory.Write("settings.json", $$$"""{"{{{section}}}": {"Binary": "{{{program}}}"}}""");
        string[] arguments = ["test", _directory["cases"], "--validate", "--config", settings];
        return CommandLine.InvokeAsync(arguments, new Surroundings(new Dictionary<string, string>(), [], _output, _error), _signals);
    }
}
