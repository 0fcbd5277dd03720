using Kube2Haproxy.Daemons.Haproxy.Planning;

namespace Kube2Haproxy.UnitTests.Daemons.Haproxy.Planning;

/// <summary>Words of <c>default-server</c> and <c>server</c> lines → what <c>add server</c> gets.</summary>
public sealed class ServerSettingsTests
{
    [Theory]
    [InlineData("", "id 7 weight 5", "")]
    [InlineData("", "inter 2s check", "check inter 2s")]
    [InlineData("inter 2s rise 3", "inter 5s", "inter 5s rise 3")]
    [InlineData("check backup", "no-check", "backup")]
    [InlineData("ssl verify none", "no-ssl", "verify none")]
    [InlineData("", "init-addr last,none resolve-prefer ipv4 maxconn 9", "maxconn 9")]
    [InlineData("", "source 10.0.0.1:80 usesrc clientip interface eth0 check", "check source 10.0.0.1:80 usesrc clientip interface eth0")]
    [InlineData("ssl-min-ver TLSv1.2", "force-tlsv13", "ssl-min-ver TLSv1.2 force-tlsv13")]
    [InlineData("send-proxy-v2", "send-proxy-v2 proxy-v2-options crc32c", "send-proxy-v2 proxy-v2-options crc32c")]
    [InlineData("no-tls-tickets", "tls-tickets", "tls-tickets")]
    public void What_stands_later_counts(string defaults, string words, string options)
    {
        var read = Read(words, Read(defaults));

        read.Unclear.ShouldBeNull();
        read.ToString().ShouldBe(options);
    }

    /// <summary>configuration.txt, 5.2, "check": a dynamic server's does not take them over from the traffic.</summary>
    [Theory]
    [InlineData("check ssl", "check check-ssl ssl")]
    [InlineData("check send-proxy", "check check-send-proxy send-proxy")]
    [InlineData("check send-proxy-v2", "check check-send-proxy send-proxy-v2")]
    [InlineData("check port 81 ssl", "check port 81 ssl")]
    [InlineData("check addr 10.0.0.1 ssl", "addr 10.0.0.1 check ssl")]
    [InlineData("check no-check-ssl ssl", "check no-check-ssl ssl")]
    [InlineData("ssl", "ssl")]
    public void A_check_speaks_as_that_of_the_file_does(string words, string options) => Read(words).ToString().ShouldBe(options);

    [Theory]
    [InlineData("disabled", "", 1, true)]
    [InlineData("disabled weight 5", "enabled", 5, false)]
    [InlineData("weight 5", "weight 0", 0, false)]
    [InlineData("", "weight 256 disabled", 256, true)]
    public void Weight_and_maintenance_are_inherited(string defaults, string words, int weight, bool isInMaintenance)
    {
        var read = Read(words, Read(defaults));

        (read.Weight, read.IsInMaintenance).ShouldBe((weight, isInMaintenance));
    }

    [Theory]
    [InlineData("quic-cc-algo cubic")]
    [InlineData("maxconn")]
    [InlineData("weight 257")]
    [InlineData("weight 7x")]
    [InlineData("id -1")]
    [InlineData("check \"${X}\"")]
    public void What_nobody_can_tell_is_unclear(string words) => Read(words).Unclear.ShouldNotBeNull();

    [Theory]
    [InlineData("check inter 2s ssl verify none", true, true)]
    [InlineData("cookie a", false, true)]
    [InlineData("pool-conn-name url", false, true)]
    [InlineData("agent-check agent-port 9", false, false)]
    [InlineData("agent-check no-agent-check", true, true)]
    [InlineData("resolvers dns", false, false)]
    [InlineData("track b/s", false, false)]
    [InlineData("tcp-ut 5s", false, false)]
    [InlineData("no-check-ssl", false, false)]
    [InlineData("sni 'str(a b)'", false, false)]
    [InlineData("send-proxy-v2 no-send-proxy-v2-ssl", false, false)]
    public void Each_version_adds_what_it_can(string words, bool with26, bool with30)
    {
        var read = Read(words);

        (read.Refused(Plans.H26) is null, read.Refused(Plans.H30) is null).ShouldBe((with26, with30));
    }

    private static ServerSettings Read(string words, ServerSettings? defaults = null) =>
        (defaults ?? ServerSettings.None).With(ConfigurationLine.Read($"default-server {words}"), firstWord: 1);
}
