using Kube2Haproxy.Rendering.Exposure;

namespace Kube2Haproxy.UnitTests.Rendering.Exposure;

public sealed class HaproxyBindsTests
{
    [Theory]
    [InlineData("  bind :80", new[] { 80 })]
    [InlineData("\tbind\t*:443 ssl crt /etc/x", new[] { 443 })]
    [InlineData("bind 0.0.0.0:80,:::81,[::]:82", new[] { 80, 81, 82 })]
    [InlineData("bind ipv6@:8080-8082 v6only", new[] { 8080, 8081, 8082 })]
    [InlineData("bind 10.96.0.1:80", new int[0])]
    [InlineData("bind [fd00::1]:80", new int[0])]
    [InlineData("bind unix@/run/x.sock", new int[0])]
    [InlineData("bind abns@x", new int[0])]
    [InlineData("# bind :80\nbinding :80\nbind :http", new int[0])]
    public void Only_wildcard_addresses_count(string configuration, int[] ports) =>
        HaproxyBinds.WildcardPorts(configuration).ShouldBe(ports);
}
