using System.Net;
using System.Text.Json;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Sources.Wire;

namespace Kube2Haproxy.UnitTests.Sources.Wire;

public sealed class EndpointsConversionTests
{
    [Fact]
    public void Each_address_of_a_subset_has_each_TCP_port()
    {
        var endpoints = Convert("""
            {"metadata":{"name":"web","namespace":"shop"},"subsets":[
              {"addresses":[{"ip":"10.1.0.1","nodeName":"n1","targetRef":{"kind":"Pod","name":"web-0"}}],
               "notReadyAddresses":[{"ip":"10.1.0.2"}],
               "ports":[{"name":"http","port":8080},{"name":"dns","port":53,"protocol":"UDP"}]},
              {"addresses":[{"ip":"fd00::1"}],"ports":[{"name":"tls","port":8443}]}]}
            """).Value.ShouldNotBeNull();

        endpoints.Name.ShouldBe(new NamespacedName("shop", "web"));
        endpoints.Service.ShouldBe(endpoints.Name);
        endpoints.Endpoints.ShouldBe(
        [
            new("http", IPAddress.Parse("10.1.0.1"), 8080, true, true, false) { Pod = "web-0", Node = "n1" },
            new("http", IPAddress.Parse("10.1.0.2"), 8080, false, false, false),
            new("tls", IPAddress.Parse("fd00::1"), 8443, true, true, false),
        ]);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("[null]")]
    [InlineData("""[{"addresses":[{"ip":"10.1.0.1"}]}]""")]
    public void Without_addresses_or_ports_there_is_none(string subsets) =>
        Convert($$"""{"metadata":{"name":"web"},"subsets":{{subsets}}}""").Value.ShouldNotBeNull().Endpoints.ShouldBeEmpty();

    [Fact]
    public void A_wrong_address_refuses_the_object() =>
        Convert("""{"metadata":{"name":"web"},"subsets":[{"notReadyAddresses":[{"ip":"x"}],"ports":[{"port":1}]}]}""").Refusal
            .ShouldNotBeNull().ShouldStartWith("subsets[0].notReadyAddresses[0].ip is \"x\";");

    private static Conversion<ServiceEndpoints> Convert(string json) =>
        EndpointsConversion.Convert(JsonSerializer.Deserialize(json, WireJson.Default.WireEndpoints)!);
}
