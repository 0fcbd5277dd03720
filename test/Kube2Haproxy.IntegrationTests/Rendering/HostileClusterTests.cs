using CliWrap;
using CliWrap.Buffered;
using FsCheck;
using FsCheck.Xunit;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Rendering.Node;
using Kube2Haproxy.Rendering.Templates;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Daemons;

namespace Kube2Haproxy.IntegrationTests.Rendering;

/// <summary>
/// Whatever somebody writes into the objects of a cluster, the configuration has the sections, the directives and the numbers of words that
/// it has with harmless texts, and the daemons take it.
/// </summary>
public sealed class HostileClusterTests : IDisposable
{
    /// <summary>Writes every text there is: words as words, and what may hold spaces in quotes.</summary>
    private const string Everything = """
        defaults
          mode tcp
          timeout connect 5s
          timeout client 5s
          timeout server 5s
        frontend all
          bind 127.0.0.1:80
        {% services %}
        # {{ service.key }} {{ service.traffic_distribution }}
        {%- for port in service.ports %}
        backend {{ port.backend }}
          description {{ service.namespace }} {{ service.name }} {{ service.key }} {{ port.name }} {{ service.traffic_distribution }}
          description {{ service.internal_traffic_policy }} {{ service.external_traffic_policy }}
        {%- for pair in service.labels %}
          description {{ pair[0] }} {{ pair[1] }}
        {%- endfor %}
        {%- for pair in service.annotations %}
          # {{ pair[0] }} {{ pair[1] }}
          description {{ pair[0] }} "{{ pair[1] }}"
        {%- endfor %}
        {%- for server in port.servers %}
          description {{ server.node }} {{ server.zone | default: 'none' }}
          description {{ server.hint_zones | join: '/' }}. {{ server.hint_nodes | join: '/' }}.
          server {{ server.name }} {{ server.address | with_port: server.port }} id {{ server.id }}
        {%- endfor %}
        {%- endfor %}
        {% endservices %}

        """;

    private readonly TemporaryDirectory _directory = new();

    [Property(MaxTest = 30)]
    public Task No_text_changes_what_the_built_in_template_says(int seed, NonEmptyArray<NonEmptyString> more) =>
        ShouldSayTheSameAsync("", seed, more);

    [Property(MaxTest = 30)]
    public Task No_text_changes_what_a_template_says_that_writes_them_all(int seed, NonEmptyArray<NonEmptyString> more) =>
        ShouldSayTheSameAsync(_directory.Write("everything.liquid", Everything), seed, more);

    /// <summary>It writes addresses only.</summary>
    [Property(MaxTest = 30)]
    public void No_text_changes_a_byte_of_what_the_built_in_template_gives_keepalived(int seed, NonEmptyArray<NonEmptyString> more) =>
        Keepalived(Hostile(seed, more)).ShouldBe(Keepalived(Harmless(seed)));

    public void Dispose() => _directory.Dispose();

    private async Task ShouldSayTheSameAsync(string template, int seed, NonEmptyArray<NonEmptyString> more)
    {
        var text = Haproxy(template, Hostile(seed, more));

        Shape(text).ShouldBe(Shape(Haproxy(template, Harmless(seed))));

        var file = _directory.Write("haproxy.cfg", text);

        // A property cannot be skipped: on a release that is missing, other tests are.
        foreach (var version in HaproxyPrograms.Found)
        {
            var result = await Cli.Wrap(version.Program())
                .WithArguments(["-c", "-f", file])
                .WithValidation(CommandResultValidation.None)
                .ExecuteBufferedAsync(TestContext.Current.CancellationToken);
            var output = result.StandardOutput + result.StandardError;
            output.Replace("Configuration file is valid\n", "", StringComparison.Ordinal).ShouldBeEmpty($"{version}");
            result.ExitCode.ShouldBe(0, $"{version}");
        }
    }

    /// <summary>The directive and the number of words of each line.</summary>
    private static List<string> Shape(string text) => [.. HaproxyWords.Of(text).Select(words => $"{words[0]} {words.Count}")];

    private static ClusterView Hostile(int seed, NonEmptyArray<NonEmptyString> more)
    {
        var random = new Random(seed);
        string[] texts = [.. HostileText.All, .. more.Get.Select(one => one.Get)];
        return new HostileCluster(seed, () => random.Next(4) > 0 ? Any() : Any() + Any()).View();

        string Any() => texts[random.Next(texts.Length)];
    }

    private static ClusterView Harmless(int seed) => new HostileCluster(seed, () => "harmless").View();

    private static string Haproxy(string template, ClusterView view)
    {
        var options = new HaproxyTemplateOptions { TemplateFile = template };
        options.Settings["user"] = options.Settings["group"] = "";
        var data = TemplateData.For(options, new KeepalivedTemplateOptions(), new NodeDevice("eth0", []), new("node1"));
        return Template.Load(TemplateFiles.Of(options)).Render(view, data).Text();
    }

    private static string Keepalived(ClusterView view)
    {
        var options = new KeepalivedTemplateOptions();
        return Template.Load(TemplateFiles.Of(options)).Render(view, TemplateData.For(options, "/run/haproxy/admin.sock", new NodeDevice("eth0", []), new("node1"))).Text();
    }
}
