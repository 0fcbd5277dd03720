using System.Text.Json;
using System.Text.RegularExpressions;
using Kube2Haproxy.Core.Pausing;
using Kube2Haproxy.Core.Status;
using Kube2Haproxy.Status;
using Kube2Haproxy.TestSupport;
using static Kube2Haproxy.TestSupport.Cluster;

namespace Kube2Haproxy.UnitTests.Status;

public sealed class StatusDocumentTests
{
    [Fact]
    public void It_tells_all_that_there_is_to_know()
    {
        var board = Statuses.Board(
            [Service("web", "10.0.0.1,fd00::1").Annotated("mode=udp"), Service("rival")],
            Slice("rival", "rival-1", Endpoint("10.1.0.1:80"), Endpoint("10.1.0.2:80", ready: false, terminating: true)));
        board.Refusing(
            "services", new RefusedObject(new("shop", "b"), "worse."), new RefusedObject(new("shop", "a"), "bad."),
            new RefusedObject(null, "odd."));
        board.Pause.Value = new PauseStatus(new Pause(DateTimeOffset.UnixEpoch, "alice", "upgrade"), IsFinishing: true, HasPaused: true);
        board.Source.Value = board.Source.Value with { Fault = "away.", FaultSince = DateTimeOffset.UnixEpoch };
        board.Haproxy.Value = board.Haproxy.Value with
        {
            Quarantined = [new QuarantinedService(new("shop", "c"), true, "line 1 of its text: no.", DateTimeOffset.UnixEpoch)],
        };
        board.Assignments.Value = new AssignmentStatus("the API server does not allow it.", DateTimeOffset.UnixEpoch);
        board.Vrrp.Value = new VrrpStatus(
            [new("first", VrrpState.Master, DateTimeOffset.UnixEpoch), new("second", VrrpState.Backup, DateTimeOffset.UnixEpoch)]);
        board.Cluster.Value = board.Cluster.Value with { Fault = "x.liquid:1:1: no." };

        Json(board.Document()).ShouldBe(
            """
            {
              "version": "0.1.0",
              "ready": true,
              "paused": { "since": "1970-01-01T00:00:00+00:00", "by": "alice", "reason": "upgrade", "finishing": true },
              "source": {
                "synced": true,
                "fault": "away.",
                "faultSince": "1970-01-01T00:00:00+00:00",
                "refused": [
                  { "resource": "services", "namespace": null, "name": null, "complaint": "odd." },
                  { "resource": "services", "namespace": "shop", "name": "a", "complaint": "bad." },
                  { "resource": "services", "namespace": "shop", "name": "b", "complaint": "worse." }
                ]
              },
              "assignments": { "pending": 0, "fault": "the API server does not allow it.", "faultSince": "1970-01-01T00:00:00+00:00" },
              "templates": { "fault": "x.liquid:1:1: no." },
              "daemons": [
                {
                  "name": "haproxy", "applied": true, "lastSuccess": "1970-01-01T00:00:00+00:00", "fault": null, "faultSince": null, "digest": 0,
                  "quarantined": [
                    {
                      "namespace": "shop", "name": "c", "served": true, "since": "1970-01-01T00:00:00+00:00",
                      "complaint": "line 1 of its text: no."
                    }
                  ]
                }
              ],
              "vrrp": {
                "state": "MASTER", "since": "1970-01-01T00:00:00+00:00", "fault": null,
                "instances": [
                  { "name": "first", "state": "MASTER", "since": "1970-01-01T00:00:00+00:00" },
                  { "name": "second", "state": "BACKUP", "since": "1970-01-01T00:00:00+00:00" }
                ]
              },
              "selection": { "addresses": ["ClusterIP"], "namespaces": [], "selector": "", "optIn": false },
              "services": [
                {
                  "namespace": "default", "name": "rival", "addresses": ["10.0.0.1"],
                  "ports": [
                    {
                      "name": "http", "port": 80, "addresses": ["10.0.0.1"], "backend": "default_rival_http",
                      "servers": { "ready": 1, "draining": 1 }
                    }
                  ]
                },
                {
                  "namespace": "default", "name": "web", "addresses": ["fd00::1"],
                  "ports": [
                    {
                      "name": "http", "port": 80, "addresses": ["fd00::1"], "backend": "default_web_http_v6",
                      "servers": { "ready": 0, "draining": 0 }
                    }
                  ]
                }
              ],
              "skipped": [
                {
                  "namespace": "default", "name": "web", "address": "10.0.0.1", "port": 80, "reason": "Conflict",
                  "explanation": "default/rival has it, which is older or comes first by name; one of them must use another address or port."
                }
              ],
              "ignoredAnnotations": [
                {
                  "namespace": "default", "name": "web", "annotation": "\"kube2haproxy.io/mode\"", "value": "\"udp\"",
                  "explanation": "It must be tcp or http."
                }
              ]
            }
            """.Compact());
    }

    [Fact]
    public void A_daemon_that_has_just_started_knows_nothing_and_says_so()
    {
        var document = new StatusBoard().Document();

        document.Ready.ShouldBeFalse();
        document.Paused.ShouldBeNull();
        document.Source.Synced.ShouldBeFalse();
        document.Services.ShouldBeEmpty();
        document.Vrrp.State.ShouldBe("UNKNOWN");
        document.Vrrp.Since.ShouldBeNull();
        document.Vrrp.Instances.ShouldBe([new StatusDocument.VrrpInstance("", "UNKNOWN", null)]);
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        var written = Statuses.Board([Service("web"), Service("none", null)]).Document();
        var json = JsonSerializer.Serialize(written, StatusJson.Default.StatusDocument);

        var read = JsonSerializer.Deserialize(json, StatusJson.Default.StatusDocument)!;

        JsonSerializer.Serialize(read, StatusJson.Default.StatusDocument).ShouldBe(json);
        read.Skipped.ShouldHaveSingleItem().Reason.ShouldBe("NoAddress");
    }

    [Fact]
    public void The_readme_names_every_field_and_no_other()
    {
        var fields = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var type in typeof(StatusDocument).GetNestedTypes(System.Reflection.BindingFlags.NonPublic).Append(typeof(StatusDocument)))
            fields.UnionWith(StatusJson.Default.GetTypeInfo(type)!.Properties.Select(property => property.Name));
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        var table = readme[readme.IndexOf("| field of `/status` |", StringComparison.Ordinal)..];
        table = table[..table.IndexOf("\n\n", StringComparison.Ordinal)];

        var named = Regex.Matches(table, "`([a-zA-Z.]+)`").SelectMany(match => match.Groups[1].Value.Split('.'));

        named.Distinct().Order(StringComparer.Ordinal).ShouldBe(fields);
    }

    private static string Json(StatusDocument document) =>
        JsonSerializer.Serialize(document, StatusJson.Default.StatusDocument).Compact();
}

file static class CompactJson
{
    public static string Compact(this string json) => JsonSerializer.Serialize(JsonDocument.Parse(json));
}
