using Kube2Haproxy.Commands;
using Kube2Haproxy.Configuration;

namespace Kube2Haproxy.UnitTests.Commands;

public sealed class CommandLineTests : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private readonly Signals _signals = new();
    private readonly Dictionary<string, string> _environment = [];

    public void Dispose() => _signals.Dispose();

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("run", "--help")]
    [InlineData("--port", "x", "--help")]
    public async Task Help_names_every_flag_key_and_default(params string[] arguments)
    {
        (await InvokeAsync(arguments)).ShouldBe(ExitCode.Success);

        var help = _output.ToString();
        foreach (var setting in SettingsTable.All)
        {
            help.ShouldContain($"[{setting.ShownKey}]\n      {setting.Help}\n");
            help.ShouldContain($"Default: {setting.ShownDefault}.");
            if (setting.Flag is { } flag)
                help.ShouldContain($"  {flag} ");
        }

        help.ShouldContain("--config FILE");
        _error.ToString().ShouldBeEmpty();
    }

    [Fact]
    public async Task The_version_is_one_line()
    {
        (await InvokeAsync("--version")).ShouldBe(ExitCode.Success);

        _output.ToString().ShouldBe("kube2haproxy 0.1.0\n");
    }

    [Fact]
    public async Task A_flag_that_is_given_again_overrides_the_one_before()
    {
        (await InvokeAsync("--port", "99999", "--port=88888", "--sync-period", "1x", "--port", "77777")).ShouldBe(ExitCode.Configuration);

        _error.ToString().ShouldContain("Server:Port (--port) is \"77777\"");
        _error.ToString().ShouldNotContain("99999");
        _error.ToString().ShouldNotContain("88888");
        _error.ToString().ShouldContain("\"1x\"");
    }

    [Theory]
    [InlineData("Unrecognized command or argument '--devce'. Did you mean --device?", "--devce", "eth0")]
    [InlineData("Unrecognized command or argument '--porrt=1'. Did you mean --port?", "--porrt=1")]
    [InlineData("Unrecognized command or argument 'rum'. Did you mean run?", "rum")]
    [InlineData("Unrecognized command or argument 'nonsense'.", "run", "nonsense")]
    [InlineData("Argument 'nginx' not recognized. Must be one of: 'haproxy' 'keepalived'.", "render", "nginx")]
    [InlineData("--output writes both configurations; leave out \"haproxy\".", "render", "haproxy", "--output", "/tmp")]
    [InlineData("\"web\" is no Service; it must be NAMESPACE/NAME, such as default/web.", "status", "web")]
    [InlineData("\"shop/\" is no Service; it must be NAMESPACE/NAME, such as default/web.", "status", "shop/")]
    [InlineData("\"shop/web/80\" is no Service; it must be NAMESPACE/NAME, such as default/web.", "status", "shop/web/80")]
    [InlineData("--json prints all Services; leave out \"shop/web\".", "status", "shop/web", "--json")]
    [InlineData("Unrecognized command or argument '--jsn'. Did you mean --json?", "status", "--jsn")]
    [InlineData("Unrecognized command or argument '--jsn'. Did you mean --json?", "status", "shop/web", "--jsn")]
    [InlineData("Unrecognized command or argument 'statis'. Did you mean status?", "statis")]
    [InlineData("Required argument 'DIR' missing for command: 'test'.", "test")]
    [InlineData("Unrecognized command or argument '--updat'. Did you mean --update?", "test", "--updat")]
    [InlineData("Unrecognized command or argument '--valdate'. Did you mean --validate?", "test", "cases", "--valdate")]
    [InlineData("Unrecognized command or argument 'upgrade'.", "pause", "upgrade")]
    [InlineData("Required argument missing for option: '--reason'.", "pause", "--reason")]
    [InlineData("Unrecognized command or argument '--reson'. Did you mean --reason?", "pause", "--reson", "upgrade")]
    [InlineData("Unrecognized command or argument 'paus'. Did you mean pause?", "paus")]
    [InlineData("Unrecognized command or argument '@file'.", "@file")]
    [InlineData("Unrecognized command or argument 'maybe'.", "--profiling=maybe")]
    [InlineData("Required argument missing for option: '--device'.", "--device")]
    public async Task A_wrong_command_line_gives_one_line_and_64(string complaint, params string[] arguments)
    {
        (await InvokeAsync(arguments)).ShouldBe(ExitCode.Usage);

        _error.ToString().ShouldBe($"kube2haproxy: {complaint} See kube2haproxy --help.\n");
        _output.ToString().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("--port", "99999")]
    [InlineData("--port=99999")]
    [InlineData("run", "--port", "99999")]
    [InlineData("--port=99999", "run")]
    public async Task A_wrong_setting_gives_the_report_and_78(params string[] arguments)
    {
        _environment["KUBE2HAPROXY_Haproxy__ReloadInterval"] = "5";

        (await InvokeAsync(arguments)).ShouldBe(ExitCode.Configuration);

        _error.ToString().ShouldBe(
            """
            kube2haproxy: 2 faults in the settings; nothing was started.
              Haproxy:ReloadInterval (KUBE2HAPROXY_Haproxy__ReloadInterval) is "5"; it must be a duration from 100ms to 1h, such as 1m30s.
              Server:Port (--port) is "99999"; it must be a whole number from 0 to 65535.

            """);
    }

    [Fact]
    public async Task A_named_file_that_does_not_exist_gives_78()
    {
        (await InvokeAsync("--config", "/nonexistent/appsettings.json")).ShouldBe(ExitCode.Configuration);

        _error.ToString().ShouldContain("/nonexistent/appsettings.json (--config) does not exist");
    }

    [Theory]
    [InlineData("--profiling", "true")]
    [InlineData("--profiling=true", "true")]
    [InlineData("--profiling=false", "false")]
    [InlineData("", "true")]
    public async Task A_switch_counts_only_where_it_is_given(string flag, string outcome)
    {
        // Profiling without a port is a fault; the burst is one in any case, so that nothing starts.
        _environment["KUBE2HAPROXY_Server__Profiling"] = "true";
        string[] arguments = [.. flag.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--port=0", "--kube-api-burst=0"];

        (await InvokeAsync(arguments)).ShouldBe(ExitCode.Configuration);

        _error.ToString().Contains("profiling needs a port", StringComparison.Ordinal).ShouldBe(outcome == "true");
    }

    [Fact]
    public async Task A_daemon_without_endpoints_cannot_be_asked()
    {
        (await InvokeAsync("status", "--port", "0")).ShouldBe(ExitCode.Unavailable);

        _error.ToString().ShouldBe(
            "kube2haproxy: the daemon's endpoints are turned off, so it cannot be asked: Server:Port is 0; give it a port.\n");
    }

    private Task<int> InvokeAsync(params string[] arguments) =>
        CommandLine.InvokeAsync(arguments, new Surroundings(_environment, [], _output, _error), _signals);
}
