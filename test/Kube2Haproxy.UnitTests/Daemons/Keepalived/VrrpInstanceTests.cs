using Kube2Haproxy.Daemons.Keepalived;

namespace Kube2Haproxy.UnitTests.Daemons.Keepalived;

public sealed class VrrpInstanceTests
{
    [Fact]
    public void Addresses_stand_in_their_instance_with_their_lines()
    {
        Told(
            """
            global_defs { vrrp_version 3 }
            vrrp_instance one {
                interface eth0
                unicast_peer {
                    192.0.2.9
                }
                virtual_ipaddress {
                    169.254.1.51/32 dev eth0 label eth0:0
                }
                virtual_ipaddress_excluded {
                    10.96.0.1/32 dev eth0
                    fd00::1/128
                }
                authentication {
                    auth_type PASS
                }
                priority 250
            }

            vrrp_instance two {
                virtual_ipaddress { 169.254.1.52 }
            }
            """).ShouldBe(
        [
            "one: 169.254.1.51@8 / 10.96.0.1@11 fd00::1@12",
            "two: 169.254.1.52@21 /",
        ]);
    }

    [Theory]
    [InlineData("vrrp_instance one\n{\nvirtual_ipaddress\n{\n10.0.0.1\n}\n}", "one: 10.0.0.1@5 /")]
    [InlineData("vrrp_instance one {\nvirtual_ipaddress\n10.0.0.1\n}\nvirtual_ipaddress_excluded {\n10.0.0.2 }\n}", "one: 10.0.0.1@3 / 10.0.0.2@6")]
    [InlineData("vrrp_instance one { virtual_ipaddress { 10.0.0.1/32 dev eth0 } virtual_ipaddress_excluded { 10.0.0.2 } }", "one: 10.0.0.1@1 / 10.0.0.2@1")]
    [InlineData("vrrp_instance one{virtual_ipaddress{10.0.0.1}}", "one: 10.0.0.1@1 /")]
    [InlineData("vrrp_instance \"a {b}\" {\r\n\tvirtual_ipaddress {\r\n\t\"10.0.0.1/24\" dev \"eth0\"\r\n\t}\r\n}\r\n", "a {b}: 10.0.0.1@3 /")]
    [InlineData("vrrp_instance one {\n virtual_ipaddress {\n 10.0.0.1\n }\n virtual_ipaddress {\n 10.0.0.2\n }\n}", "one: 10.0.0.1@3 10.0.0.2@6 /")]
    public void Braces_stand_where_keepalived_takes_them(string text, string told) => Told(text).ShouldBe([told]);

    [Theory]
    [InlineData("# 10.0.0.9 }")]
    [InlineData("! 10.0.0.9 }")]
    [InlineData("#")]
    [InlineData("")]
    public void What_stands_in_a_comment_is_nothing(string line) =>
        Told($"vrrp_instance one {{ # }}\nvirtual_ipaddress {{!}}\n10.0.0.1#}}\n{line}\n10.0.0.2 label \"a#}}\" # \"\n}}\n}}")
            .ShouldBe(["one: 10.0.0.1@3 10.0.0.2@5 /"]);

    [Theory]
    [InlineData("vrrp_sync_group g {\ngroup {\n one\n}\n}")]
    [InlineData("static_ipaddress {\n10.0.0.1\n}")]
    [InlineData("virtual_ipaddress {\n10.0.0.1\n}")]
    [InlineData("virtual_server 10.0.0.1 80 {\nvirtual_ipaddress {\n10.0.0.1\n}\n}")]
    [InlineData("}\n}")]
    [InlineData("")]
    public void What_is_in_no_instance_is_passed_over(string text) => Told(text).ShouldBeEmpty();

    [Theory]
    [InlineData("host.example")]
    [InlineData("10.1")]
    [InlineData("010.0.0.1")]
    [InlineData("10.0.0.1/33")]
    [InlineData("10.0.0.1/")]
    [InlineData("10.0.0.1/+8")]
    [InlineData("fd00::1/129")]
    [InlineData("fe80::1%eth0")]
    [InlineData("[fd00::1]")]
    [InlineData("$VIP")]
    [InlineData("@node1 10.0.0.1")]
    [InlineData("~SEQ(n, 1, 5) 10.0.0.$n")]
    public void What_is_no_literal_address_is_not_guessed(string line) =>
        Told($"vrrp_instance one {{\nvirtual_ipaddress {{\n{line}\n10.0.0.2\n}}\n}}").ShouldBe(["one: ?@3 10.0.0.2@4 /"]);

    [Theory]
    [InlineData("virtual_router_id 52\nadvert_int 0.25", 52, 0.25)]
    [InlineData("advert_int 3", null, 3.0)]
    [InlineData("virtual_router_id x\nadvert_int -1", null, 1.0)]
    [InlineData("unicast_peer {\nvirtual_router_id 52\nadvert_int 2\n}", null, 1.0)]
    public void The_virtual_router_and_its_interval_are_the_instances_own(string text, int? id, double seconds)
    {
        var one = VrrpInstance.Read($"vrrp_instance one {{\n{text}\nvirtual_ipaddress {{\n10.0.0.1\n}}\n}}").ShouldHaveSingleItem();

        one.RouterId.ShouldBe(id);
        one.Interval.ShouldBe(TimeSpan.FromSeconds(seconds));
        one.Advertised.ShouldHaveSingleItem();
    }

    [Fact]
    public void Definitions_are_passed_over()
    {
        Told("$A=10.0.0.1\n$B=\\\nvrrp_instance no {\\\nvirtual_ipaddress {\nvrrp_instance one {\nvirtual_ipaddress {\n10.0.0.2\n}\n}")
            .ShouldBe(["one: 10.0.0.2@7 /"]);
    }

    [Fact]
    public void Every_form_of_an_address_is_the_same_address()
    {
        var addresses = VrrpInstance.Read("vrrp_instance one {\nvirtual_ipaddress {\nfd00::A:1\nfd00:0:0:0:0:0:a:1/64\nfd00::0.10.0.1\n}\n}")[0].Advertised;

        addresses.Select(one => one.Text).ShouldBe(["fd00::A:1", "fd00:0:0:0:0:0:a:1/64", "fd00::0.10.0.1"]);
        addresses.Select(one => one.Address).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public void Thousands_of_addresses_are_read()
    {
        var lines = Enumerable.Range(0, 5_000).Select(i => $"    10.{i / 250}.0.{i % 250}/32 dev eth0\n");

        VrrpInstance.Read($"vrrp_instance one {{\nvirtual_ipaddress_excluded {{\n{string.Concat(lines)}}}\n}}")[0]
            .Excluded.Count(one => one.Address is not null).ShouldBe(5_000);
    }

    private static IEnumerable<string> Told(string text) =>
        VrrpInstance.Read(text).Select(one => $"{one.Name}:{Told(one.Advertised)} /{Told(one.Excluded)}");

    private static string Told(IEnumerable<VrrpAddress> addresses) =>
        string.Concat(addresses.Select(one => $" {one.Address?.ToString() ?? "?"}@{one.Line}"));
}
