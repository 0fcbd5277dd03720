using Kube2Haproxy.Daemons.Haproxy;

namespace Kube2Haproxy.UnitTests.Daemons;

public sealed class HaproxyAlertsTests
{
    [Theory]
    [InlineData(
        "[ALERT]    (5591) : config : parsing [/etc/h (1).cfg:14] : unknown keyword 'sevrer' in 'backend' section",
        "unknown keyword 'sevrer' in 'backend' section", "14", "sevrer backend")]
    [InlineData(
        "[ALERT]    (5594) : config : Parsing [/etc/h (1).cfg:13]: backend 'a' has the same name as backend 'a' declared at /etc/h (1).cfg:11.",
        "backend 'a' has the same name as backend 'a' declared at line 11.", "13 11", "a a")]
    [InlineData(
        "[ALERT]    (5606) : config : [/etc/h (1).cfg:15] : 'server x/t' : 'id' : custom id 5 already used at /etc/h (1).cfg:14 ('server s').",
        "'server x/t' : 'id' : custom id 5 already used at line 14 ('server s').", "15 14", "x id s")]
    [InlineData(
        "[ALERT]    (5597) : config : Proxy 'y': unable to find required default_backend: 'nope'.",
        "Proxy 'y': unable to find required default_backend: 'nope'.", "", "y nope")]
    [InlineData("[ALERT]    (1) : config : Fatal errors found in configuration.", "Fatal errors found in configuration.", "", "")]
    public void Lines_and_names_are_read(string line, string text, string lines, string names)
    {
        var alert = HaproxyAlerts.Read($"[NOTICE] (1) : x\n{line}\n  more\n", "/etc/h (1).cfg").ShouldHaveSingleItem();

        alert.Text.ShouldBe(text);
        string.Join(' ', alert.Lines).ShouldBe(lines);
        string.Join(' ', alert.Names).ShouldBe(names);
    }
}
