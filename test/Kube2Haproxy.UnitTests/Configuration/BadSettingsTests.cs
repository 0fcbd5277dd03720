using Kube2Haproxy.Configuration;

namespace Kube2Haproxy.UnitTests.Configuration;

/// <summary>Each wrong value with the whole message that an operator reads.</summary>
public sealed class BadSettingsTests
{
    private const string Duration = "it must be a duration from 100ms to 1h, such as 1m30s.";

    [Theory]
    [InlineData("Haproxy:ReloadInterval", "0s", Duration)]
    [InlineData("Haproxy:ReloadInterval", "99ms", Duration)]
    [InlineData("Haproxy:ReloadInterval", "1h1ns100ns", Duration)]
    [InlineData("Haproxy:ReloadInterval", "-5s", Duration)]
    [InlineData("Haproxy:ReloadInterval", "5", Duration)]
    [InlineData("Haproxy:ReloadInterval", "", Duration)]
    [InlineData("Haproxy:ReloadInterval", "soon", Duration)]
    [InlineData("Keepalived:ReloadInterval", "00:00:05", Duration)]
    [InlineData("Kubernetes:SyncPeriod", "59s", "it must be a duration from 1m to 24h, such as 1m30s.")]
    [InlineData("Kubernetes:Qps", "0", "it must be a number from 0.1 to 1000.")]
    [InlineData("Kubernetes:Qps", "NaN", "it must be a number from 0.1 to 1000.")]
    [InlineData("Kubernetes:Qps", "1,5", "it must be a number from 0.1 to 1000.")]
    [InlineData("Kubernetes:Burst", "1.5", "it must be a whole number from 1 to 1000.")]
    [InlineData("Kubernetes:Master", "example.org:6443", "it must be a URL without a user, such as https://192.0.2.1:6443.")]
    [InlineData("Kubernetes:Master", "https://me@example.org", "it must be a URL without a user, such as https://192.0.2.1:6443.")]
    [InlineData("Kubernetes:Kubeconfig", "config/", "it must be the path of a file.")]
    [InlineData("Server:Port", "99999", "it must be a whole number from 0 to 65535.")]
    [InlineData("Server:Port", "+1", "it must be a whole number from 0 to 65535.")]
    [InlineData("Server:Port", "", "it must be a whole number from 0 to 65535.")]
    [InlineData("Server:Profiling", "yes", "it must be true or false.")]
    [InlineData("Server:Address", "localhost", "it must be an IP address, such as 192.0.2.1 or 2001:db8::1.")]
    [InlineData("Server:Address", "1", "it must be an IP address, such as 192.0.2.1 or 2001:db8::1.")]
    [InlineData("Server:Address", "[::1]:80", "it must be an IP address, such as 192.0.2.1 or 2001:db8::1.")]
    [InlineData("Keepalived:Peers", "192.0.2.300", "it must be an IP address, such as 192.0.2.1 or 2001:db8::1.")]
    [InlineData("Keepalived:VirtualRouterId", "0", "it must be a whole number from 1 to 255.")]
    [InlineData("Keepalived:Priority", "255", "it must be a whole number from 1 to 254.")]
    [InlineData("Keepalived:ConstantAddress", "192.0.2.1", "it must be an IP address with the length of its prefix, such as 192.0.2.1/32.")]
    [InlineData("Keepalived:ConstantAddress", "192.0.2.1/33", "it must be an IP address with the length of its prefix, such as 192.0.2.1/32.")]
    [InlineData("Keepalived:Device", "eth0 up", "it must be the name of a network device, such as eth0 (at most 15 characters).")]
    [InlineData("Haproxy:ConfigFile", "haproxy.cfg", "it must be the absolute path of a file.")]
    [InlineData("Haproxy:ConfigFile", "/etc/haproxy/", "it must be the absolute path of a file.")]
    [InlineData("Keepalived:PidFile", "", "it must be the absolute path of a file.")]
    [InlineData("Services:Addresses", "Cluster", "it must be ClusterIP, ExternalIP or LoadBalancer.")]
    [InlineData("Services:LoadBalancerClass", "a b", "it must be a class such as internal or example.com/internal.")]
    [InlineData("Services:LoadBalancerClass", "-a", "it must be a class such as internal or example.com/internal.")]
    [InlineData("Services:AllowedAddresses", "203.0.113.7", "it must be a network such as 203.0.113.0/24 or 2001:db8::/64.")]
    [InlineData("Services:AllowedAddresses", "203.0.113.0/33", "it must be a network such as 203.0.113.0/24 or 2001:db8::/64.")]
    [InlineData("Services:AllowedAddresses", "203.0.113.7/24",
        "it must be a network such as 203.0.113.0/24 or 2001:db8::/64; of this length it is 203.0.113.0/24.")]
    [InlineData("Services:AllowedAddresses", "2001:db8::1/64",
        "it must be a network such as 203.0.113.0/24 or 2001:db8::/64; of this length it is 2001:db8::/64.")]
    [InlineData("Services:Namespaces", "Web",
        "it must be the name of a namespace (at most 63 lower-case letters, digits and '-', no '-' at an end).")]
    [InlineData("Services:Selector", "app in web", "\"web\" stands where the values in parentheses were expected, such as (a,b).")]
    [InlineData("Services:ReservedPorts", "0", "it must be a port from 1 to 65535, or the word listening.")]
    [InlineData("Services:ReservedPorts", "ssh", "it must be a port from 1 to 65535, or the word listening.")]
    [InlineData("Logging:LogLevel:Default", "Loud", "it must be Trace, Debug, Information, Warning, Error, Critical or None.")]
    [InlineData("Logging:LogLevel:Default", "2", "it must be Trace, Debug, Information, Warning, Error, Critical or None.")]
    public void A_bad_value_is_told_with_what_would_be_right(string key, string value, string remedy) =>
        Faults((key, value)).ShouldBe([$"{key} (file) is \"{value}\"; {remedy}"]);

    [Theory]
    [InlineData("Haproxy:ReloadIntervall", "did you mean Haproxy:ReloadInterval?")]
    [InlineData("haproxy:reloadintreval", "did you mean Haproxy:ReloadInterval?")]
    [InlineData("Haprxy:Binary", "did you mean Haproxy:Binary?")]
    [InlineData("Server:Device", "did you mean Keepalived:Device?")]
    [InlineData("TemplateFile", "did you mean Haproxy:TemplateFile or Keepalived:TemplateFile?")]
    [InlineData("Logging:LogLevels:Default", "did you mean Logging:LogLevel:Default?")]
    [InlineData("Haproxy:Weather", "--help lists all of them.")]
    [InlineData("X", "--help lists all of them.")]
    [InlineData("", "--help lists all of them.")]
    public void An_unknown_key_is_told_with_the_nearest(string key, string remedy) =>
        Faults((key, "1")).ShouldBe([$"{key} (file) is not a setting; {remedy}"]);

    [Theory]
    [InlineData("Haproxy", "Haproxy (file) is \"1\"; it must be a section with keys below it.")]
    [InlineData("Haproxy:Settings", "Haproxy:Settings (file) is \"1\"; it must be a section with a key for each NAME.")]
    [InlineData("Haproxy:Settings:9", "Haproxy:Settings:9 (file) has the name \"9\"; it must be a name of letters, digits and '_' that "
        + "begins with no digit.")]
    [InlineData("Haproxy:Settings:a:b", "Haproxy:Settings:a:b (file) has the name \"a:b\"; it must be a name of letters, digits and '_' "
        + "that begins with no digit.")]
    [InlineData("Haproxy:Binary:0", "Haproxy:Binary:0 (file) is not a setting; Haproxy:Binary has one value.")]
    [InlineData("Services:Namespaces:a", "Services:Namespaces:a (file) is not a setting; Services:Namespaces has a list of values.")]
    public void A_key_of_the_wrong_shape_is_told(string key, string fault) => Faults((key, "1")).ShouldBe([fault]);

    [Fact]
    public void An_element_is_told_by_its_index() => Faults(("Services:ReservedPorts:0", "22"), ("Services:ReservedPorts:1", "x"))
        .ShouldBe(["Services:ReservedPorts:1 (file) is \"x\"; it must be a port from 1 to 65535, or the word listening."]);

    [Fact]
    public void A_list_that_must_hold_something_is_told_when_it_is_empty() =>
        Faults(("Services:Addresses", "")).ShouldBe(["Services:Addresses (file) is empty; it must be ClusterIP, ExternalIP or LoadBalancer."]);

    [Fact]
    public void A_list_in_two_forms_is_told() => Faults(("Keepalived:Peers", "192.0.2.1"), ("Keepalived:Peers:0", "192.0.2.2"))
        .ShouldBe(["Keepalived:Peers (file) is given both as a whole and by index; it must be given in one way."]);

    [Fact]
    public void A_key_that_stands_twice_is_told() => Faults(("Server:Port", "1"), ("server:port", "2"))
        .ShouldBe(["server:port (file) is given twice; it must be given once."]);

    [Fact]
    public void A_value_cannot_break_the_report_into_lines() => Faults(("Server:Port", "1\n2"))
        .ShouldBe(["Server:Port (file) is \"1\\u000a2\"; it must be a whole number from 0 to 65535."]);

    [Fact]
    public void One_daemon_must_be_enabled() => Faults(("Haproxy:Enabled", "false"), ("Keepalived:Enabled", "FALSE"))
        .ShouldBe(["Haproxy:Enabled (file) and Keepalived:Enabled (file) are both \"false\"; one of them must be true."]);

    [Fact]
    public void Profiling_needs_a_port() => Faults(("Server:Profiling", "true"), ("Server:Port", "0")).ShouldBe(
        ["Server:Profiling (file) is \"true\" while Server:Port (file) is \"0\"; profiling needs a port from 1 to 65535."]);

    [Theory]
    [InlineData("ExternalIP", "ExternalIP")]
    [InlineData("ClusterIP,loadbalancer", "LoadBalancer")]
    public void Addresses_that_tenants_choose_need_the_operators_permission(string kinds, string chosen) =>
        Faults(("Services:Addresses", kinds)).ShouldBe(
        [
            $"Services:Addresses (file) is \"{kinds}\" while Services:AllowedAddresses (default) is empty; {chosen} addresses are chosen by "
                + "whoever writes the Service, so it must list the networks in which they may lie, such as 203.0.113.0/24.",
        ]);

    [Fact]
    public void Permitted_addresses_are_no_fault() =>
        Faults(("Services:Addresses", "LoadBalancer"), ("Services:AllowedAddresses", "203.0.113.0/24, 2001:db8::/64")).ShouldBeEmpty();

    [Fact]
    public void Pools_need_load_balancers_and_permission() => Faults(
        ("Services:Pools", "192.0.2.0/25"), ("Services:Addresses", "ExternalIP"), ("Services:AllowedAddresses", "203.0.113.0/24,192.0.2.0/26")).ShouldBe(
        [
            "Services:Pools (file) is \"192.0.2.0/25\" while Services:Addresses (file) is \"ExternalIP\"; addresses of pools are served where it has "
            + "LoadBalancer.",
            "Services:Pools (file) is \"192.0.2.0/25\", and 192.0.2.0/25 lies in no network of Services:AllowedAddresses (file); "
            + "each pool must lie within one.",
        ]);

    [Fact]
    public void Pools_within_what_is_allowed_are_no_fault() => Faults(
        ("Services:Pools", "192.0.2.0/26,2001:db8::/64"), ("Services:Addresses", "LoadBalancer"), ("Services:AllowedAddresses", "192.0.2.0/26,2001:db8::/32"))
        .ShouldBeEmpty();

    [Theory]
    [InlineData("Keepalived:ConstantAddress", "198.51.100.1/24", "198.51.100.1/24")]
    [InlineData("Keepalived:Peers", "192.0.2.2,2001:db8::2", "2001:db8::2")]
    public void What_leads_to_a_routed_network_lies_outside_of_it(string key, string value, string inside) =>
        Faults((key, value), ("Keepalived:RoutedNetworks", "198.51.100.0/24,2001:db8::/64")).ShouldBe(
        [
            $"Keepalived:RoutedNetworks (file) is \"198.51.100.0/24,2001:db8::/64\" while {key} (file) is \"{value}\"; each node has these "
                + $"networks itself, so {inside} must lie outside of them.",
        ]);

    [Fact]
    public void A_routed_network_beside_other_addresses_is_no_fault() =>
        Faults(("Keepalived:ConstantAddress", "192.0.2.1/24"), ("Keepalived:RoutedNetworks", "10.96.0.0/12")).ShouldBeEmpty();

    [Theory]
    [InlineData("Keepalived:ConfigFile")]
    [InlineData("Haproxy:TemplateFile")]
    [InlineData("Logging:File")]
    [InlineData("Safety:PauseFile")]
    public void A_configuration_needs_a_file_of_its_own(string other) => Faults((other, "/etc/haproxy/../haproxy/haproxy.cfg")).ShouldBe(
        [$"{other} (file) is \"/etc/haproxy/../haproxy/haproxy.cfg\", the same as Haproxy:ConfigFile (default); each needs a file of its own."]);

    [Fact]
    public void Rules_between_settings_are_silent_about_a_value_that_is_wrong_already() =>
        Faults(("Haproxy:Enabled", "no"), ("Keepalived:Enabled", "false")).ShouldBe(["Haproxy:Enabled (file) is \"no\"; it must be true or false."]);

    [Fact]
    public void All_faults_come_in_one_message()
    {
        var report = SettingsReader.Read(
            new SettingsLayer([new("Server:Port", "x", "/etc/kube2haproxy/appsettings.json"), new("Server:Prt", "1", "/etc/kube2haproxy/appsettings.json")]),
            EnvironmentLayer.Read(new Dictionary<string, string> { ["KUBE2HAPROXY_Haproxy_Binary"] = "x", ["KUBE2HAPROXY_SERVER__PORT"] = "y" }),
            new SettingsLayer([new("Server:Port", "z", "--port")]));

        report.Message.ShouldBe(
            """
            kube2haproxy: 5 faults in the settings; nothing was started.
              Server:Port (/etc/kube2haproxy/appsettings.json) is "x"; it must be a whole number from 0 to 65535.
              Server:Prt (/etc/kube2haproxy/appsettings.json) is not a setting; did you mean Server:Port?
              Haproxy_Binary (KUBE2HAPROXY_Haproxy_Binary) is not a setting; did you mean KUBE2HAPROXY_Haproxy__Binary?
              SERVER:PORT (KUBE2HAPROXY_SERVER__PORT) is "y"; it must be a whole number from 0 to 65535.
              Server:Port (--port) is "z"; it must be a whole number from 0 to 65535.

            """);
    }

    private static IReadOnlyList<string> Faults(params (string Key, string Value)[] given) => SettingsReader.Read(
        new SettingsLayer([.. given.Select(one => new GivenValue(one.Key, one.Value, "file"))])).Faults;
}
