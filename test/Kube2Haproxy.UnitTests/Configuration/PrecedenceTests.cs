using Kube2Haproxy.Configuration;
using Kube2Haproxy.Daemons.Haproxy;
using Kube2Haproxy.Rendering.Exposure;
using Kube2Haproxy.Rendering.Templates;
using Microsoft.Extensions.Configuration;

namespace Kube2Haproxy.UnitTests.Configuration;

public sealed class PrecedenceTests
{
    private static readonly SettingsLayer Nothing = new([]);

    [Fact]
    public void A_flag_wins_over_a_variable_and_a_variable_over_the_file()
    {
        var report = Read(
            Layer("file", ("Haproxy:ReloadInterval", "1s"), ("Haproxy:Binary", "/file"), ("Haproxy:MasterSocket", "/file.sock")),
            Environment(("HAPROXY__RELOADINTERVAL", "2s"), ("Haproxy__Binary", "/variable")),
            Layer("--haproxy-reload-interval", ("Haproxy:ReloadInterval", "1m30s")));

        var options = report.Configuration.GetSection("Haproxy").Get<HaproxyOptions>()!;
        options.ReloadInterval.ShouldBe(TimeSpan.FromSeconds(90));
        options.Binary.ShouldBe("/variable");
        options.MasterSocket.ShouldBe("/file.sock");
        options.ConfigFile.ShouldBe("/etc/haproxy/haproxy.cfg");
    }

    [Fact]
    public void Each_value_knows_where_it_came_from()
    {
        var report = Read(
            Layer("/etc/kube2haproxy/appsettings.json", ("server:address", "::1"), ("haproxy:settings:a", "1")),
            Environment(("Haproxy__Binary", "/variable"), ("Keepalived__Peers", "")),
            Layer("--port", ("Server:Port", "1")));

        string Source(string key) => report.Effective.Single(setting => setting.Key == key).Source;
        Source("Server:Port").ShouldBe("--port");
        Source("Haproxy:Binary").ShouldBe("KUBE2HAPROXY_Haproxy__Binary");
        Source("Server:Address").ShouldBe("/etc/kube2haproxy/appsettings.json");
        Source("Haproxy:Settings:a").ShouldBe("/etc/kube2haproxy/appsettings.json");
        Source("Keepalived:Peers").ShouldBe("KUBE2HAPROXY_Keepalived__Peers");
        Source("Server:Profiling").ShouldBe("default");
    }

    [Fact]
    public void A_list_comes_whole_from_the_highest_layer_that_has_it()
    {
        var file = Layer("file", ("Services:Namespaces:0", "a"), ("Services:Namespaces:1", "b"), ("Services:Namespaces:2", "c"));

        Namespaces(Read(file, Nothing, Nothing)).ShouldBe(["a", "b", "c"]);
        Namespaces(Read(file, Environment(("Services__Namespaces", "d, e")), Nothing)).ShouldBe(["d", "e"]);
        Namespaces(Read(file, Environment(("Services__Namespaces", "")), Nothing)).ShouldBeEmpty();
        Namespaces(Read(file, Environment(("Services__Namespaces__0", "d")), Layer("flag", ("Services:Namespaces", "f")))).ShouldBe(["f"]);
    }

    [Fact]
    public void Elements_stand_in_the_order_of_their_index()
    {
        var variables = Enumerable.Range(0, 12).Select(i => ($"Services__Namespaces__{i}", $"n{i}")).ToArray();

        Namespaces(Read(Nothing, Environment(variables), Nothing)).ShouldBe(variables.Select(variable => variable.Item2));
    }

    [Fact]
    public void The_default_of_a_list_gives_way_as_a_whole()
    {
        var ports = Read(Layer("file", ("Services:ReservedPorts:0", "2222")), Nothing, Nothing)
            .Configuration.GetSection("Services").Get<ServicesOptions>()!.ReservedPorts;

        ports.ShouldBe(["2222"]);
    }

    [Fact]
    public void Free_values_merge_by_name_and_keep_the_case_of_the_file()
    {
        var report = Read(
            Layer("file", ("Haproxy:Settings:max_conn", "1"), ("Haproxy:Settings:mode", "tcp")),
            Environment(("HAPROXY__SETTINGS__MAX_CONN", "2")),
            Nothing);

        report.Configuration.GetSection("Haproxy").Get<HaproxyTemplateOptions>()!.Settings
            .ShouldBe(new Dictionary<string, string> { ["max_conn"] = "2", ["mode"] = "tcp" }, ignoreOrder: true);
    }

    [Fact]
    public void Variables_that_the_kubelet_makes_of_a_service_are_no_settings() => Read(
        Nothing,
        Environment(
            ("SERVICE_HOST", "10.0.0.1"), ("SERVICE_PORT", "80"), ("SERVICE_PORT_HTTP", "80"), ("PORT", "tcp://10.0.0.1:80"),
            ("PORT_80_TCP", "tcp://10.0.0.1:80"), ("PORT_80_TCP_PROTO", "tcp"), ("PORT_80_TCP_ADDR", "10.0.0.1")),
        Nothing).Faults.ShouldBeEmpty();

    [Fact]
    public void A_relative_path_counts_from_the_current_directory() =>
        Read(Layer("file", ("Manifests:Directory", "manifests")), Nothing, Nothing)
            .Configuration["Manifests:Directory"].ShouldBe(Path.GetFullPath("manifests"));

    [Fact]
    public void Manifests_may_stand_beside_a_kubeconfig() => Read(
        Layer("file", ("Kubernetes:Kubeconfig", "/k"), ("Kubernetes:Master", "https://192.0.2.1")), Nothing,
        Layer("--manifests", ("Manifests:Directory", "/m"))).Faults.ShouldBeEmpty();

    private static List<string> Namespaces(SettingsReport report)
    {
        report.Faults.ShouldBeEmpty();
        return report.Configuration.GetSection("Services").Get<ServicesOptions>()!.Namespaces;
    }

    private static SettingsReport Read(params SettingsLayer[] layers) => SettingsReader.Read(layers);

    private static SettingsLayer Layer(string source, params (string Key, string Value)[] values) =>
        new([.. values.Select(value => new GivenValue(value.Key, value.Value, source))]);

    private static SettingsLayer Environment(params (string Name, string Value)[] variables) =>
        EnvironmentLayer.Read(variables.Append(("HOME", "/root")).ToDictionary(
            variable => variable.Item1 == "HOME" ? "HOME" : "KUBE2HAPROXY_" + variable.Item1, variable => variable.Item2));
}
