using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Daemons;

namespace Kube2Haproxy.EndToEndTests;

/// <summary>A template that writes what Services' annotations say, and annotations and templates that HAProxy refuses.</summary>
public sealed class QuarantineTests : IAsyncLifetime
{
    private const string Good = "http-request return status 200 content-type text/plain string {{ service.annotations['example.com/says'] }}";

    private readonly CancellationToken _stop = TestContext.Current.CancellationToken;
    private readonly TemporaryDirectory _directory = new();
    private readonly int _port = RealHaproxy.FreePort();
    private RealHaproxy? _haproxy;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(RealHaproxy.Missing is not null, RealHaproxy.Missing ?? "");
        File.WriteAllText(
            RealHaproxy.FileIn(_directory.Path), RealHaproxy.Configuration(_directory.Path, RealHaproxy.FreePort(), "before"));
        _haproxy = await RealHaproxy.StartAsync(_directory.Path);
        WriteTemplate(Good);
    }

    [Fact]
    public async Task A_Service_that_HAProxy_refuses_is_named_and_stays_as_it_was_while_the_others_go_on()
    {
        Say("a", "127.96.9.1", "one");
        Say("b", "127.96.9.2", "one");
        await using var daemon = Start();
        await daemon.ReadyAsync();

        Say("b", "127.96.9.2", "two words");
        Say("a", "127.96.9.1", "two");
        Say("c", "127.96.9.3", "new but wrong");
        await AnsweredAsync("127.96.9.1", "two", daemon);

        (await AnswerAsync("127.96.9.2")).ShouldBe("one");
        (await AnswerAsync("127.96.9.3")).ShouldBe("");
        (await daemon.FaultAsync("haproxy: 2 Services are held back as they are now, default/b first: line 4 of its text:")).ShouldStartWith("ok\n");
        (await daemon.MetricAsync("kube2haproxy_quarantined_services", "haproxy")).ShouldBe(2);
        daemon.Log.ShouldContain("haproxy: default/b is refused as it is now, and stays at its last good text; all others are applied. line 4 of its text:");
        daemon.Log.ShouldContain("haproxy: default/c is refused and has no good text, so it is left out; all others are applied. line 4 of its text:");

        Say("b", "127.96.9.2", "three");
        await AnsweredAsync("127.96.9.2", "three", daemon);
        await daemon.FaultAsync("haproxy: 1 Service is held back as they are now, default/c first");
    }

    [Fact]
    public async Task A_template_that_HAProxy_refuses_leaves_the_last_good_one_in_force_also_after_a_restart()
    {
        Say("a", "127.96.9.1", "one");
        await using (var daemon = Start())
        {
            await daemon.ReadyAsync();

            WriteTemplate("nonsense");
            (await daemon.FaultAsync("haproxy: The newest template is refused; the last good one stays in force.")).ShouldContain("'nonsense'");
            Say("a", "127.96.9.1", "two");
            await AnsweredAsync("127.96.9.1", "two", daemon);
        }

        await using (var daemon = Start())
        {
            await daemon.FaultAsync("haproxy: The newest template is refused; the last good one stays in force.");
            Say("a", "127.96.9.1", "three");
            await AnsweredAsync("127.96.9.1", "three", daemon);

            WriteTemplate("http-request set-header X-Y z\n  " + Good);
            await Wait.UntilAsync(async () => (await daemon.GetAsync("healthz")).Body == "ok\n", "the template is good", () => daemon.Log, _stop);
            File.ReadAllText(RealHaproxy.FileIn(_directory.Path)).ShouldContain("X-Y z");
        }
    }

    [Fact]
    public async Task A_template_that_cannot_be_parsed_at_the_start_does_not_keep_changes_from_being_applied()
    {
        Say("a", "127.96.9.1", "one");
        await using (var daemon = Start())
            await daemon.ReadyAsync();

        WriteTemplate("{% nonsense %}");
        Say("a", "127.96.9.1", "two");
        await using (var daemon = Start())
        {
            await AnsweredAsync("127.96.9.1", "two", daemon);
            await daemon.FaultAsync("templates: ");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_haproxy is not null)
            await _haproxy.DisposeAsync();

        _directory.Dispose();
    }

    private RunningDaemon Start() => RunningDaemon.Start(
        _directory.Path, ["--manifests", _directory["manifests"], "--haproxy-template-file", _directory["template.liquid"]]);

    private void WriteTemplate(string rule)
    {
        _directory.Write("new.liquid", $$$"""
            global
              stats socket {{{RealHaproxy.StatsSocketIn(_directory.Path)}}} mode 600 level admin
            defaults
              mode http
              timeout connect 1s
              timeout client 5s
              timeout server 5s
            {% services %}
            frontend {{ service.name }}
              bind {{ service.addresses[0] }}:{{{_port}}}
              {{{rule}}}
            {% endservices %}

            """);
        File.Move(_directory["new.liquid"], _directory["template.liquid"], overwrite: true);
    }

    private void Say(string name, string address, string words)
    {
        _directory.Write($"{name}.yaml", $$$"""
            apiVersion: v1
            kind: Service
            metadata: {name: {{{name}}}, namespace: default, annotations: {example.com/says: "{{{words}}}"}}
            spec: {clusterIP: {{{address}}}, ports: [{name: http, port: {{{_port}}}}]}
            """);
        Directory.CreateDirectory(_directory["manifests"]);
        File.Move(_directory[$"{name}.yaml"], _directory[$"manifests/{name}.yaml"], overwrite: true);
    }

    private Task AnsweredAsync(string address, string words, RunningDaemon daemon) =>
        Wait.UntilAsync(async () => await AnswerAsync(address) == words, $"{address} says {words}", () => daemon.Log, _stop);

    /// <summary>The body that a client gets; empty where it gets none.</summary>
    private async Task<string> AnswerAsync(string address)
    {
        // A client of its own each time: a kept connection would go on to the old worker.
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            return await client.GetStringAsync(new Uri($"http://{address}:{_port}/"), _stop);
        }
        catch (HttpRequestException)
        {
            return "";
        }
    }
}
