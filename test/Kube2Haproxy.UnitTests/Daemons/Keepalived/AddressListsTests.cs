using Kube2Haproxy.Daemons.Keepalived;

namespace Kube2Haproxy.UnitTests.Daemons.Keepalived;

public sealed class AddressListsTests
{
    [Theory]
    [InlineData("10.0.0.1/32", "10.0.0.1", "10.0.0.1")]
    [InlineData("10.0.0.1/32 dev eth0", "10.0.0.1/24 dev eth1", "10.0.0.1")]
    [InlineData("fd00::1/128", "FD00:0:0::0001/64", "fd00::1")]
    [InlineData("192.0.2.1", "10.0.0.9", "192.0.2.1", "10.0.0.9")]
    public void An_address_that_stands_twice_is_told_with_both_lines(string one, string two, params string[] addresses)
    {
        var complaints = AddressLists.Complaints(
            $"vrrp_instance a {{\nvirtual_ipaddress {{\n192.0.2.1\n}}\nvirtual_ipaddress_excluded {{\n{one}\n{two}\n}}\n}}\n"
            + "vrrp_instance b {\nvirtual_ipaddress {\n10.0.0.9\n}\n}");

        complaints.ShouldBe(addresses.Select(address =>
            $"(Line {(address == "10.0.0.9" ? "12) (Line 7" : address == "192.0.2.1" ? "6) (Line 3" : "7) (Line 6")}) "
            + $"The address {address} stands in both lines; it must stand in one."));
    }

    [Theory]
    [InlineData("10.0.0.1/")]
    [InlineData("host.example")]
    [InlineData("fd00::1/129")]
    public void What_is_no_address_is_told_with_its_line(string word) => AddressLists.Complaints($"vrrp_instance a {{\nvirtual_ipaddress {{\n{word}\n}}\n}}")
        .ShouldBe([$"(Line 3) {word} is no literal address; it must be like 10.96.0.1/32 or fd00::1/128."]);

    [Theory]
    [InlineData("10.0.0.1\n10.0.0.2\nfd00::1\n::ffff:10.0.0.1")]
    [InlineData("$VIP\n$VIP")]
    [InlineData("@node1 10.0.0.1\n@node2 10.0.0.1")]
    [InlineData("~SEQ(n, 1, 5) 10.0.0.$n")]
    public void What_is_right_or_known_to_keepalived_alone_is_left_to_it(string lines) =>
        AddressLists.Complaints($"vrrp_instance a {{\nvirtual_ipaddress {{\n{lines}\n}}\n}}").ShouldBeEmpty();
}
