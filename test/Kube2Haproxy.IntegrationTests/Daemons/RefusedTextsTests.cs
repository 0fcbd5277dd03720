using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Daemons;
using Kube2Haproxy.Daemons.Haproxy;
using Kube2Haproxy.Daemons.Processes;
using Kube2Haproxy.Daemons.Quarantine;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Daemons;

namespace Kube2Haproxy.IntegrationTests.Daemons;

/// <summary>What HAProxy says of a Service's text that it refuses leads to that Service, whatever it says.</summary>
public sealed class RefusedTextsTests : IDisposable
{
    private const string Head =
        """
        global
            maxconn 1000
        defaults
            mode tcp
            timeout connect 1s
            timeout client 1s
            timeout server 1s

        """;

    /// <summary>A text that is refused, with <c>|</c> for the end of a line; and how many validations find it at most.</summary>
    private static readonly (string Text, int Validations)[] Refused =
    [
        // Parsing.
        ("backend x| sevrer s 127.0.0.1:1", 2),
        ("nosection x| foo", 2),
        ("backend x| balance nonsense", 2),
        ("backend x| default-server nope| server s 127.0.0.1:1", 2),
        ("backend x| server s", 2),
        ("backend x| server \"s 127.0.0.1:1", 2),
        ("backend x| errorfile 503 /nope", 2),
        ("backend x| option httpchk| http-check expect nope", 2),
        ("backend x| stick-table type nope size 1k", 2),
        ("backend x| http-request lua.nope", 2),
        ("backend a| server s 127.0.0.1:2", 2),
        ("frontend a_in| bind 127.0.0.1:18009| default_backend a", 2),
        ("frontend y| bind 127.0.0.1", 2),
        ("frontend y| bind 127.0.0.1:18009 nope", 2),
        ("frontend y| bind 127.0.0.1:18009 ssl crt /nope.pem", 2),
        ("frontend y| bind 127.0.0.1:18009| acl q src 1.2.3.4.5", 2),
        ("frontend y| bind 127.0.0.1:18009| acl q path_reg (", 2),
        ("frontend y| bind 127.0.0.1:18009| filter nope", 2),
        ("frontend y| mode http| bind 127.0.0.1:18009| http-request deny if nosuchacl", 2),
        ("frontend y| bind 127.0.0.1:18009| tcp-request connection reject if { src nonsense }", 2),
        ("userlist u| user", 2),
        // After parsing: servers, checks of proxies.
        ("backend x| server s nohost.invalid:1", 2),
        ("backend x| server s 300.1.1.1:1", 2),
        ("backend x| server s 127.0.0.1:1| server s 127.0.0.1:2", 2),
        ("backend x| server s 127.0.0.1:1 id 5| server t 127.0.0.1:2 id 5", 2),
        ("backend x| server s 127.0.0.1:1 track a/zz", 2),
        ("backend x| mode http| cookie A insert| server s 127.0.0.1:1 cookie a ssl verify required", 2),
        ("backend x| server s abc.example:1 resolvers none init-addr none", 2),
        ("frontend y| mode http| bind 127.0.0.1:18009| default_backend a", 2),
        // Names.
        ("frontend y| bind 127.0.0.1:18009| default_backend nope", 2),
        ("frontend y| bind 127.0.0.1:18009| use_backend nope if TRUE| default_backend a", 2),
        ("backend x| stick-table type ip size 1k peers nopeers| server s 127.0.0.1:1", 2),
        // It opens a section of the global kind, and what follows is read in it.
        ("defaults| nonsense", 2),
    ];

    private readonly TemporaryDirectory _directory = new();
    private int _validations;

    public static IEnumerable<ITheoryDataRow> Cases => Refused.SelectMany(one => EachHaproxyAttribute.Rows(one.Text, one.Validations));

    [Theory, MemberData(nameof(Cases))]
    public async Task Each_kind_of_complaint_leads_to_the_Service(HaproxyVersion version, string text, int validations)
    {
        var draft = Draft(Text("a"), text.Replace('|', '\n') + "\n", Text("c"));

        (await new Trial(judged => JudgeAsync(version, judged), TemplateStanding.Taken, new HashSet<NamespacedName>()).RunAsync(draft)).ShouldBeOfType<Verdict.Good>();

        draft.Quarantined.Select(one => one.Service.Name).ShouldBe(["s1"], string.Join("; ", draft.Quarantined.Select(one => one.Complaint)));
        _validations.ShouldBeLessThanOrEqualTo(validations);
    }

    [Theory, EachHaproxy]
    public async Task All_kinds_at_once_are_taken_out_and_the_others_stay(HaproxyVersion version)
    {
        string[] bad = [.. Refused.Where(one => !one.Text.Contains("defaults|", StringComparison.Ordinal)).Select(one => one.Text.Replace('|', '\n') + "\n")];
        var draft = Draft([Text("a"), .. bad, Text("c")]);

        (await new Trial(judged => JudgeAsync(version, judged), TemplateStanding.Taken, new HashSet<NamespacedName>()).RunAsync(draft)).ShouldBeOfType<Verdict.Good>();

        draft.Text.ShouldContain(Text("a"));
        draft.Text.ShouldContain(Text("c"));
        draft.Quarantined.Count.ShouldBe(bad.Length);
    }

    [Theory, EachHaproxy]
    public async Task A_file_that_HAProxy_cannot_open_is_no_verdict(HaproxyVersion version) =>
        (await Validation(version).JudgeAsync(_directory["missing.cfg"], TestContext.Current.CancellationToken)).ShouldBeOfType<Verdict.Failed>();

    [Theory, EachHaproxy]
    public async Task A_file_without_a_listener_is_nobodys_fault(HaproxyVersion version)
    {
        File.WriteAllText(_directory["idle.cfg"], Head);

        var verdict = (await Validation(version).JudgeAsync(_directory["idle.cfg"], TestContext.Current.CancellationToken))
            .ShouldBeOfType<Verdict.Refused>();

        verdict.IsIdle.ShouldBeTrue();
        verdict.Complaint.ShouldContain("So what runs goes on as it is");
    }

    public void Dispose() => _directory.Dispose();

    private static string Text(string name) =>
        $"""
         frontend {name}_in
             bind 127.0.0.1:1800{name.Length}
             default_backend {name}
         backend {name}
             server s 127.0.0.1:1

         """;

    private static Draft Draft(params string[] services) => new(
        new HaproxyConfiguration(
            [new Fragment(null, Head), .. services.Select((text, i) => new Fragment(new NamespacedName("default", $"s{i}"), text))], []),
        LastGood.Unknown);

    private Task<Verdict> JudgeAsync(HaproxyVersion version, Draft draft)
    {
        _validations++;
        File.WriteAllText(_directory["haproxy.cfg"], draft.Text);
        return Validation(version).JudgeAsync(_directory["haproxy.cfg"], TestContext.Current.CancellationToken);
    }

    private static HaproxyValidation Validation(HaproxyVersion version) => new(version.Program(), new ProcessRunner(TimeProvider.System));
}
