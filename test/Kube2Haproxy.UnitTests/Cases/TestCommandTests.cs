using Kube2Haproxy.Commands;
using Kube2Haproxy.TestSupport;

namespace Kube2Haproxy.UnitTests.Cases;

/// <summary><c>kube2haproxy test DIR</c>, as an operator calls it.</summary>
public sealed class TestCommandTests : IDisposable
{
    private const string Manifests =
        """
        apiVersion: v1
        kind: Service
        metadata: {name: web, namespace: shop}
        spec: {clusterIP: 10.96.0.20, ports: [{name: http, port: 80}]}
        """;

    // Short, so that a whole text can be expected.
    private const string Template = "global\n{% for vip in vips %}bind {{ vip }}\n{% endfor %}device {{ device }} of {{ node.hostname }}\n";
    private const string Text = "global\nbind 10.96.0.20\ndevice eth0 of node1\n";

    private readonly TemporaryDirectory _directory = new();
    private readonly Dictionary<string, string> _environment = [];
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private readonly Signals _signals = new();

    public TestCommandTests()
    {
        _directory.Write("haproxy.cfg.liquid", Template);
        _directory.Write("keepalived.conf.liquid", Template);
        _directory.Write("machine.json", """{"Haproxy": {"TemplateFile": "/nonexistent"}}""");
    }

    public void Dispose()
    {
        _directory.Dispose();
        _signals.Dispose();
    }

    [Fact]
    public async Task Cases_that_give_what_they_expect_pass()
    {
        Case("web", ("haproxy.cfg", Text), ("keepalived.conf", Text));
        Case("deep/down/web", ("case.yaml", "haproxy: {contains: ['bind 10.96.0.20', 'global'], lacks: [10.96.0.21]}"));
        Case("empty", ("haproxy.cfg", "global\ndevice eth0 of node1\n"), ("web.yaml", null));

        (await TestAsync()).ShouldBe((0, "ok deep/down/web\nok empty\nok web\n3 passed, 0 failed\n", ""));
    }

    [Fact]
    public async Task A_text_that_differs_is_shown_as_a_difference_and_gives_65()
    {
        Case("web", ("haproxy.cfg", Text.Replace("10.96.0.20", "10.96.0.99", StringComparison.Ordinal)));

        (await TestAsync()).ShouldBe((65,
            $"""
            FAIL web
              --- {_directory["cases/web/haproxy.cfg"]}
              +++ rendered
              @@ -1,3 +1,3 @@
               global
              -bind 10.96.0.99
              +bind 10.96.0.20
               device eth0 of node1
            0 passed, 1 failed

            """, ""));
    }

    [Theory]
    [InlineData("haproxy:\n  contains:\n  - global\n  - server web", "4: HAProxy's configuration lacks \"server web\".")]
    [InlineData("keepalived: {contains: none}", "1: Keepalived's configuration lacks \"none\".")]
    [InlineData("haproxy: {lacks: 10.96.0.20}", "1: HAProxy's configuration contains \"10.96.0.20\", in its line 2.")]
    [InlineData("haproxy: {fails: oh}", "1: HAProxy's template gives a configuration; it was to fail with \"oh\".")]
    [InlineData("haproxy: {fails: oh, contains: x}", "1: a template that fails gives nothing to compare; leave out haproxy.cfg and other assertions.")]
    [InlineData("haproxy: {contain: x}", "1: there is no key \"contain\"; the keys are contains, lacks, fails. Did you mean contains?")]
    [InlineData("haporxy: {contains: x}", "1: there is no key \"haporxy\"; the keys are node, haproxy, keepalived. Did you mean haproxy?")]
    [InlineData("haproxy: {contains: ['']}", "1: a text is expected here, which is not empty: every configuration contains the empty one.")]
    [InlineData("haproxy: [global]", "1: keys are expected here: contains, lacks, fails.")]
    [InlineData("\nhaproxy: }", "2: it is not YAML: ")]
    [InlineData("node: {device_ips: [192.0.2.11/33]}", "1: \"192.0.2.11/33\" is no address of a device; it must be like 192.0.2.11/24, or ")]
    public async Task An_assertion_that_does_not_hold_or_is_none_is_named_with_its_line(string description, string complaint)
    {
        Case("web", ("case.yaml", description));

        var (code, output, _) = await TestAsync();

        output.ShouldStartWith($"FAIL web\n  {_directory["cases/web/case.yaml"]}:{complaint}");
        output.ShouldEndWith("\n0 passed, 1 failed\n");
        code.ShouldBe(65);
    }

    [Fact]
    public async Task A_template_that_is_to_fail_must_fail_so()
    {
        _directory.Write("haproxy.cfg.liquid", "{{ nonsense }}");
        Case("right", ("case.yaml", "haproxy: {fails: \"haproxy.cfg.liquid:1:4: unknown variable 'nonsense'\"}"));
        Case("wrong", ("case.yaml", "haproxy: {fails: divides}"));
        Case("unforeseen", ("haproxy.cfg", ""));

        var (_, output, _) = await TestAsync();

        output.ShouldStartWith(
            $"ok right\nFAIL unforeseen\n  HAProxy: {_directory["haproxy.cfg.liquid"]}:1:4: unknown variable 'nonsense'; the variables are ");
        output.ShouldContain($"FAIL wrong\n  {_directory["cases/wrong/case.yaml"]}:1: HAProxy's template does not fail with \"divides\", but so: ");
        output.ShouldEndWith("\n1 passed, 2 failed\n");
    }

    [Fact]
    public async Task What_nothing_is_expected_of_is_not_rendered()
    {
        _directory.Write("keepalived.conf.liquid", "{{ nonsense }}");
        Case("web", ("haproxy.cfg", Text));

        (await TestAsync()).Code.ShouldBe(0);
    }

    [Theory]
    [InlineData("web.yaml", "kind: Service\nmetadata: {name: web}\nspec: {ports: [{port: x}]}", "web.yaml:3: spec.ports[0].port is x, which is not of the type")]
    [InlineData("appsettings.json", "{\"Services\": {\"OptOut\": true}}", "Services:OptOut (")]
    [InlineData("appsettings.json", "{", "appsettings.json, line 1, is not valid JSON: ")]
    [InlineData("haproxy.cfg", null, " expects nothing. Write what is expected into haproxy.cfg or keepalived.conf")]
    public async Task A_bad_case_fails_and_stops_no_other(string file, string? text, string complaint)
    {
        Case("bad", ("haproxy.cfg", Text), (file, text));
        Case("good", ("haproxy.cfg", Text));

        var (code, output, _) = await TestAsync();

        output.ShouldStartWith("FAIL bad\n  ");
        output.ShouldContain(complaint);
        output.ShouldEndWith("\nok good\n1 passed, 1 failed\n");
        code.ShouldBe(65);
    }

    [Fact]
    public async Task A_case_has_settings_of_its_own_above_the_flags()
    {
        Case("web", ("haproxy.cfg", "own of 7\n"), ("own.liquid", "{{ settings.of }} of {{ node.priority }}\n"),
            ("appsettings.json", """{"Haproxy": {"TemplateFile": "own.liquid", "Settings": {"of": "own"}}, "Keepalived": {"Priority": 7}}"""));

        (await TestAsync()).ShouldBe((0, "ok web\n1 passed, 0 failed\n", ""));
    }

    [Fact]
    public async Task The_node_is_the_one_that_the_case_describes()
    {
        _directory.Write("haproxy.cfg.liquid", "{{ node.hostname }} {{ device }} {{ device_ips | join: ' ' }} {{ vips | join: ' ' }}");
        Case("usual", ("haproxy.cfg", "node1 eth0 192.0.2.11 10.96.0.20"));
        Case("master", ("haproxy.cfg", "lb2 eth0 10.96.0.20 192.0.2.12 10.96.0.20"),
            ("case.yaml", "node: {hostname: lb2, device_ips: [192.0.2.12/24, 10.96.0.20]}"));
        Case("its-own-address", ("haproxy.cfg", "node1 eth0 10.96.0.20 "), ("case.yaml", "node: {device_ips: [10.96.0.20/24]}"));

        (await TestAsync()).Output.ShouldBe("ok its-own-address\nok master\nok usual\n3 passed, 0 failed\n");
    }

    [Fact]
    public async Task Neither_the_environment_nor_a_file_of_the_machine_counts()
    {
        Case("web", ("haproxy.cfg", Text));
        _environment["KUBE2HAPROXY_Keepalived__Device"] = "eth7";
        _environment["KUBE2HAPROXY_Nonsense"] = "1";

        (await TestAsync()).Code.ShouldBe(0);
    }

    [Fact]
    public async Task Update_writes_what_differs_and_nothing_else()
    {
        Case("new", ("haproxy.cfg", ""));
        Case("same", ("haproxy.cfg", Text));
        Case("asserted", ("case.yaml", "haproxy: {contains: nonsense}"));
        var same = File.GetLastWriteTimeUtc(_directory["cases/same/haproxy.cfg"]);
        var before = Directory.GetFileSystemEntries(_directory.Path, "*", SearchOption.AllDirectories);

        var (code, output, _) = await TestAsync("--update");

        output.ShouldContain($"ok new\n  {_directory["cases/new/haproxy.cfg"]} is written anew\nok same\n2 passed, 1 failed\n");
        code.ShouldBe(65);
        File.ReadAllText(_directory["cases/new/haproxy.cfg"]).ShouldBe(Text);
        File.GetLastWriteTimeUtc(_directory["cases/same/haproxy.cfg"]).ShouldBe(same);
        Directory.GetFileSystemEntries(_directory.Path, "*", SearchOption.AllDirectories).ShouldBe(before, ignoreOrder: true);
    }

    [Fact]
    public async Task Nothing_is_written_without_being_asked_for()
    {
        Case("new", ("haproxy.cfg", ""));

        await TestAsync();

        File.ReadAllText(_directory["cases/new/haproxy.cfg"]).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_directory_without_a_case_gives_64()
    {
        Directory.CreateDirectory(_directory["cases/none"]);
        _directory.Write("cases/.git/x.yaml", Manifests);
        _directory.Write("cases/appsettings.json", "{}");

        (await TestAsync()).ShouldBe((64, "",
            $"kube2haproxy: {_directory["cases"]} holds no case: a directory with manifests, and haproxy.cfg, keepalived.conf or case.yaml beside them.\n"));
    }

    [Fact]
    public async Task A_directory_that_is_none_gives_64() =>
        (await TestAsync()).ShouldBe((64, "", $"kube2haproxy: {_directory["cases"]} is no directory; name one that holds cases.\n"));

    [Fact]
    public async Task A_wrong_setting_for_all_cases_gives_78_and_runs_none()
    {
        Case("web", ("haproxy.cfg", Text));

        var (code, output, error) = await TestAsync("--sync-period=1");

        (code, output).ShouldBe((78, ""));
        error.ShouldContain("Kubernetes:SyncPeriod (--sync-period) is \"1\"");
    }

    [Fact]
    public async Task No_text_of_a_case_steers_the_terminal()
    {
        _directory.Write("haproxy.cfg.liquid", "a\tb\x1b[2J\n");
        Case("web", ("haproxy.cfg", "x\n"));

        (await TestAsync()).Output.ShouldContain("\n  +a\tb\\u001b[2J\n");
    }

    private void Case(string name, params (string File, string? Text)[] files)
    {
        _directory.Write($"cases/{name}/web.yaml", Manifests);
        foreach (var (file, text) in files)
        {
            File.Delete(_directory[$"cases/{name}/{file}"]);
            if (text is not null)
                _directory.Write($"cases/{name}/{file}", text);
        }
    }

    private async Task<(int Code, string Output, string Error)> TestAsync(params string[] arguments)
    {
        string[] all =
        [
            "test", _directory["cases"], "--haproxy-template-file", _directory["haproxy.cfg.liquid"],
            "--keepalived-template-file", _directory["keepalived.conf.liquid"], .. arguments,
        ];
        var code = await CommandLine.InvokeAsync(all, new Surroundings(_environment, [_directory["machine.json"]], _output, _error), _signals);
        return (code, _output.ToString(), _error.ToString());
    }
}
