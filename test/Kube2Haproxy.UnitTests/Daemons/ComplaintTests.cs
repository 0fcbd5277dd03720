using Kube2Haproxy.Daemons;

namespace Kube2Haproxy.UnitTests.Daemons;

public sealed class ComplaintTests
{
    [Fact]
    public void Alerts_stand_alone_without_their_preamble()
    {
        const string Output = """
            [NOTICE]   (7086) : haproxy version is 2.6.12-1+deb12u4
            [ALERT]    (7086) : config : parsing [h.cfg:13] : unknown keyword 'bad' in 'backend' section
            [ALERT]    (7086) : config : Fatal errors found in configuration.
            """;

        Complaint.Of(Output).ShouldBe(
            "parsing [h.cfg:13] : unknown keyword 'bad' in 'backend' section | Fatal errors found in configuration.");
    }

    [Fact]
    public void Of_many_alerts_the_first_are_told_and_the_others_counted() =>
        Complaint.Of(string.Join('\n', Enumerable.Range(1, 9).Select(i => $"[ALERT] (1) : config : e{i}")))
            .ShouldBe("e1 | e2 | e3 | e4 | e5 (and 4 more)");

    [Fact]
    public void Without_alerts_the_last_lines_are_told() =>
        Complaint.Of("Wed Nov 25 04:49:13 2026: (Line 3) Unknown keyword 'x'\n").ShouldBe("(Line 3) Unknown keyword 'x'");

    [Fact]
    public void Silence_is_said_to_be_silence() => Complaint.Of("").ShouldBe("it said nothing.");
}
