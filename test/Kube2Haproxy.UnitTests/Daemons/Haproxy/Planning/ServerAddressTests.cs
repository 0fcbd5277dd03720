using Kube2Haproxy.Daemons.Haproxy.Planning;

namespace Kube2Haproxy.UnitTests.Daemons.Haproxy.Planning;

public sealed class ServerAddressTests
{
    [Theory]
    [InlineData("10.0.0.1:80", "10.0.0.1", 80)]
    [InlineData("ipv4@10.0.0.1:80", "10.0.0.1", 80)]
    [InlineData("[fd00::1]:65535", "fd00::1", 65535)]
    [InlineData("fd00::1:80", "fd00::1", 80)]
    [InlineData("ipv6@fd00::1:80", "fd00::1", 80)]
    [InlineData("ipv6@[fd00::1]:80", "fd00::1", 80)]
    public void A_literal_address_with_a_port_is_read(string word, string address, int port)
    {
        var read = ServerAddress.Read(word).ShouldNotBeNull();

        read.Address.ToString().ShouldBe(address);
        read.Port.ShouldBe(port);
    }

    [Theory]
    [InlineData("host:80")]
    [InlineData("10.0.0.1")]
    [InlineData("10.0.0.1:")]
    [InlineData("10.0.0.1:0")]
    [InlineData("10.0.0.1:65536")]
    [InlineData("10.0.0.1:+1")]
    [InlineData("10.0.0.1:-1")]
    [InlineData("10.0.0.1:80x")]
    [InlineData("10.1:80")]
    [InlineData("0x7f.0.0.1:80")]
    [InlineData("*:80")]
    [InlineData(":80")]
    [InlineData("0.0.0.0:80")]
    [InlineData("[::]:80")]
    [InlineData("[fd00::1]")]
    [InlineData("[10.0.0.1]:80")]
    [InlineData("[[fd00::1]]:80")]
    [InlineData("fe80::1%eth0:80")]
    [InlineData("ipv4@[fd00::1]:80")]
    [InlineData("ipv6@10.0.0.1:80")]
    [InlineData("unix@/run/x:80")]
    [InlineData("/run/x")]
    [InlineData("abns@x:80")]
    [InlineData("quic4@10.0.0.1:80")]
    [InlineData("")]
    public void Anything_else_is_none(string word) => ServerAddress.Read(word).ShouldBeNull();
}
