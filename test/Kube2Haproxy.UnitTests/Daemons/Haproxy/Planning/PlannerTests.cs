namespace Kube2Haproxy.UnitTests.Daemons.Haproxy.Planning;

/// <summary>What commands can follow, and what takes a reload.</summary>
public sealed class PlannerTests
{
    private const string One = "backend b\n server s 10.0.0.1:80 id 1 weight 5\n";

    [Theory]
    [InlineData(One, One)]
    [InlineData("backend b\n ser|ver s 10.0.0.1:80 id 1\n", "back|end b\n server| s 10.0.0.1:80 id 1\n")]
    [InlineData("", "|")]
    public void The_same_text_is_nothing(string old, string wanted) => Plans.Of(old, wanted).ShouldBe("Nothing");

    [Theory]
    [InlineData("global\n user a\n", "# hello\nglobal\n\n\tuser  'a' # who\n")]
    [InlineData(One, "backend b # web\n # s\n server s ipv4@10.0.0.1:80 weight 5 id 1\n")]
    [InlineData(One, "backend b\n default-server weight 7\n server s 10.0.0.1:80 id 1 weight 5\n", "SectionChanged")]
    [InlineData("backend b\n default-server inter 2s\n server s 10.0.0.1:80\n", "backend b\n default-server inter 2s\n server s 10.0.0.1:80 inter 2s\n")]
    [InlineData("backend b\n server s 10.0.0.1:80 id 1\n server t 10.0.0.2:80 id 2\n", "backend b\n server t 10.0.0.2:80 id 2\n server s 10.0.0.1:80 id 1\n")]
    [InlineData("backend b\n server s 10.0.0.1:80\n mode tcp\n", "backend b\n mode tcp\n server s 10.0.0.1:80\n")]
    [InlineData("defaults\n mode tcp\nfrontend f\n bind :1\nbackend b\n|backend c\n", "defaults\n mode tcp\nbackend c\nfrontend f\n bind :1\nbackend b\n")]
    public void What_changes_nothing_at_a_start_is_for_the_file_alone(string old, string wanted, string plan = "FileOnly") =>
        Plans.Of(old, wanted).ShouldBe(plan);

    [Theory]
    [InlineData(" server s 10.0.0.2:80 id 1 weight 5", "~b/s")]
    [InlineData(" server s [fd00::1]:81 id 1 weight 0 disabled", "~b/s")]
    [InlineData(" server s 10.0.0.1:80 id 1 weight 5\n server t 10.0.0.2:80 id 2 check", "+b/t")]
    [InlineData("", "-b/s")]
    [InlineData(" server t 10.0.0.1:80 id 2 weight 5", "+b/t -b/s")]
    public void Servers_change_at_runtime(string servers, string plan) => Plans.Of(One, $"backend b\n{servers}\n").ShouldBe(plan);

    [Theory]
    [InlineData("backend b\n", One, "+b/s")]
    [InlineData("listen b\n bind :1\n", "listen b\n bind :1\n server s 10.0.0.1:80\n", "+b/s")]
    [InlineData("backend b\nbackend c\n server s 10.0.0.1:80\n", "backend b\n server s 10.0.0.1:80\nbackend c\n", "+b/s -c/s")]
    [InlineData("backend b\n server s 10.0.0.1:80\n server t 10.0.0.2:80\n", "backend b\n server t 10.0.0.3:80 id 2\n server u 10.0.0.2:80\n", "+b/u ~b/t -b/s")]
    public void The_first_and_the_last_server_are_servers_like_any_other(string old, string wanted, string plan) => Plans.Of(old, wanted).ShouldBe(plan);

    [Theory]
    [InlineData("global\n maxconn 1\n", "global\n maxconn 2\n", "Global")]
    [InlineData("defaults\n mode tcp\nbackend b\n", "defaults\n mode http\nbackend b\n", "Global")]
    [InlineData("defaults\nbackend b\n", "backend b\n", "Global")]
    [InlineData("peers p\n server s 10.0.0.1:80\n", "peers p\n server s 10.0.0.2:80\n", "Global")]
    [InlineData("global\n", "global\nbackend b\n", "SectionAdded")]
    [InlineData("global\nbackend b\n", "global\n", "SectionRemoved")]
    [InlineData("backend b\nbackend c\n", "backend b\nbackend d\n", "SectionAdded")]
    [InlineData("defaults\n mode http\nbackend b\ndefaults\n mode tcp\n", "defaults\n mode http\ndefaults\n mode tcp\nbackend b\n", "SectionChanged")]
    [InlineData("frontend f\n bind :1\n", "frontend f\n bind :2\n", "SectionChanged")]
    [InlineData("frontend f\n acl a path /a\n acl b path /b\n", "frontend f\n acl b path /b\n acl a path /a\n", "SectionChanged")]
    [InlineData("backend b\n server-template s 1-2 10.0.0.1:80\n", "backend b\n server-template s 1-3 10.0.0.1:80\n", "SectionChanged")]
    [InlineData("backend b from x\n", "backend b from y\n", "SectionChanged")]
    public void Anything_but_servers_takes_a_reload(string old, string wanted, string reason) => Plans.Of(old, wanted).ShouldBe(reason);

    [Theory]
    [InlineData("", " server s 10.0.0.1:80 id 2 weight 5", "ServerId")]
    [InlineData("", " server s 10.0.0.1:80 id 1 weight 5 check", "ServerOptions")]
    [InlineData("", " server t 10.0.0.1:80 id 1 weight 5", "ServerId")]
    [InlineData("", " server s host:80 id 1 weight 5", "ServerAddress")]
    [InlineData("", " server s 10.0.0.1:80 id 1 weight 5\n server t unix@/run/x id 2", "ServerAddress")]
    [InlineData("", " server s 10.0.0.1:80 id 1 weight 5\n server t 10.0.0.2:80 id 2 resolvers dns", "ServerKeyword")]
    [InlineData("", " server s 10.0.0.1:80 id 1 weight \"$W\"", "Conditional")]
    [InlineData("", " server s 10.0.0.1:80 id 1 weight 5\n server s 10.0.0.2:80 id 2", "ServerId")]
    [InlineData(" server-template x 3 10.0.0.1:80\n", "", "SectionChanged")]
    [InlineData(" disabled\n", "", "SectionChanged")]
    [InlineData(" use-server s if TRUE\n", "", "ServerNamed")]
    [InlineData(" use-server %[path] if TRUE\n", "", "-b/s")]
    [InlineData(" use_backend x if { srv_is_up(b/s) }\n", "", "ServerNamed")]
    [InlineData(" http-request deny if { srv_conn(\"s\",x) gt 1 }\n", "", "ServerNamed")]
    [InlineData(" http-request deny if { srv_is_up(b/st) }\n", "", "-b/s")]
    [InlineData(" use_backend x if { nbsrv(b) lt 1 }\n", "", "-b/s")]
    [InlineData(" stick store-request src table s\n", "", "-b/s")]
    public void Some_servers_cannot_be_changed(string lines, string servers, string plan) =>
        Plans.Of(One.Replace("b\n", $"b\n{lines}", StringComparison.Ordinal), $"backend b\n{lines}{servers}\n").ShouldBe(plan);

    [Fact]
    public void A_rule_of_another_section_names_a_server_too() => Plans.Of(
        "frontend f\n use_backend c if { srv_is_up(b/s) }\n" + One, "frontend f\n use_backend c if { srv_is_up(b/s) }\nbackend b\n").ShouldBe("ServerNamed");

    [Fact]
    public void What_cannot_be_changed_may_stand_beside_what_can() => Plans.Of(
        "backend b\n server h host:80 resolvers dns id 1\n server s 10.0.0.1:80 id 2\n",
        "backend b\n server h host:80 resolvers dns id 1\n server s 10.0.0.2:80 id 2\n").ShouldBe("~b/s");

    [Theory]
    [InlineData("cookie a", "ServerKeyword", "+b/t")]
    [InlineData("track b/s", "ServerKeyword", "ServerKeyword")]
    [InlineData("check inter 2s", "+b/t", "+b/t")]
    public void Each_version_adds_other_servers(string options, string with26, string with30)
    {
        var wanted = $"{One} server t 10.0.0.2:80 id 2 {options}\n";

        Plans.Of(One, wanted, Plans.H26).ShouldBe(with26);
        Plans.Of(One, wanted, Plans.H30).ShouldBe(with30);
    }

    [Fact]
    public void A_server_with_resolvers_is_changed_but_neither_added_nor_removed()
    {
        const string Lines = "defaults\n default-server resolvers dns\nbackend b\n";

        Plans.Of(Lines + " server s 10.0.0.1:80\n", Lines + " server s 10.0.0.2:80\n").ShouldBe("~b/s");
        Plans.Of(Lines + " server s 10.0.0.1:80\n", Lines).ShouldBe("ServerKeyword");
        Plans.Of(Lines, Lines + " server s 10.0.0.1:80\n").ShouldBe("ServerKeyword");
    }

    [Theory]
    [InlineData(" .if defined(X)\n server s 10.0.0.1:80\n .endif\n", " .if defined(X)\n server s 10.0.0.2:80\n .endif\n")]
    [InlineData(" server s 10.0.0.1:80\n .notice hello\n", " server s 10.0.0.2:80\n .notice hello\n")]
    [InlineData(" log-format \"${.LINE}\"\n", " # one more\n log-format \"${.LINE}\"\n")]
    public void Conditions_take_a_reload(string old, string wanted) =>
        Plans.Of($"backend b\n{old}", $"backend b\n{wanted}").ShouldBe("Conditional");

    [Theory]
    [InlineData(".if 1\ndefaults\n mode tcp\n.endif\n", "Conditional")]
    [InlineData("defaults\n mode tcp\nfrontend f\n.if 1\n bind :1\n.endif\n", "~b/s")]
    public void Behind_conditions_goes_what_does_not_build_on_them(string before, string plan) =>
        Plans.Of($"{before}{One}", $"{before}{One.Replace("10.0.0.1", "10.0.0.2", StringComparison.Ordinal)}").ShouldBe(plan);

    [Fact]
    public void A_reload_names_section_and_line_without_their_values()
    {
        Plans.Reload("userlist u\n user admin password x\n", "userlist u\n user admin password y\n").Words.ShouldBe("userlist u: \"user\" differs.");
        Plans.Reload("backend b\n timeout server 1s\n", "backend b\n timeout server 2s\n").Words.ShouldBe("backend b: \"timeout server\" differs.");
        Plans.Reload("backend b\n", "backend b\n server s host:80\n").Words
            .ShouldBe("backend b, server s: its address is not a literal one with a port of its own.");
    }
}
