using Kube2Haproxy.Core.Status;
using Kube2Haproxy.Rendering.Exposure;
using Kube2Haproxy.Status;
using Kube2Haproxy.TestSupport;
using static Kube2Haproxy.TestSupport.Cluster;

namespace Kube2Haproxy.UnitTests.Status;

public sealed class ServiceExplanationTests
{
    [Fact]
    public void A_service_that_is_served_says_where_and_by_how_many_servers() =>
        Text("web", Statuses.Board(
            [
                Service("web", "10.0.0.1", ports:
                [
                    new("http", 80, Core.Cluster.TransportProtocol.Tcp),
                    new("admin-api", 8443, Core.Cluster.TransportProtocol.Tcp),
                ]),
            ],
            Slice(
                "web", "web-1", Endpoint("10.1.0.1:80"), Endpoint("10.1.0.2:80", ready: false, terminating: true),
                Endpoint("10.1.0.1:443", portName: "admin-api"))))
        .ShouldBe(
            """
            default/web is served.

            Served:
              port              addresses  backend                ready  draining
              80 (http)         10.0.0.1   default_web_http       1      1
              8443 (admin-api)  10.0.0.1   default_web_admin-api  1      0
            """);

    [Fact]
    public void A_service_without_a_ready_endpoint_is_told_apart_and_says_where_to_look() =>
        Text("web", Statuses.Board([Service("web")], Slice("web", "web-1", Endpoint("10.1.0.1:80", ready: false, serving: false))))
            .ShouldBe(
            """
            default/web is served, but none of its endpoints is ready.

            Served:
              port       addresses  backend           ready  draining
              80 (http)  10.0.0.1   default_web_http  0      0
              A port without a server that is ready: its connections are refused. What the endpoints say:
                kubectl -n default get endpointslices -l kubernetes.io/service-name=web -o yaml
            """);

    [Fact]
    public void A_service_that_HAProxy_refuses_says_whether_it_is_served_all_the_same()
    {
        var board = Statuses.Board([Service("web")], EndpointsOf("web", "10.1.0.1:80"));
        board.Haproxy.Value = board.Haproxy.Value with
        {
            Quarantined = [new QuarantinedService(new("default", "web"), false, "line 2 of its text: no.", DateTimeOffset.UnixEpoch)],
        };

        Text("web", board).ShouldBe(
            """
            default/web is not served: HAProxy refuses it as it is now.

            Held back, as it is now:
              haproxy: default/web is left out (since 1970-01-01T00:00:00Z): line 2 of its text: no.

            Would be served:
              port       addresses  backend           ready  draining
              80 (http)  10.0.0.1   default_web_http  1      0
            """);
    }

    [Fact]
    public void A_service_that_is_served_in_part_says_what_is_not_and_why() =>
        Text("web", Statuses.Board(
            [Service("web", "10.0.0.1,fd00::1").Annotated("mode=udp"), Service("api")], EndpointsOf("web", "[fd00::2]:80")))
            .ShouldBe(
            """
            default/web is served in part.

            Served:
              port       addresses  backend              ready  draining
              80 (http)  fd00::1    default_web_http_v6  1      0

            Not served:
              at 10.0.0.1 port 80 (Conflict): default/api has it, which is older or comes first by name; one of them must use another address or port.

            Ignored annotations:
              "kube2haproxy.io/mode" of default/web is "udp". It must be tcp or http.
            """);

    [Fact]
    public void A_service_that_is_hidden_says_how_it_would_be_exposed() =>
        Text("web", Statuses.Board([Service("web").Annotated("expose=false")])).ShouldBe(
            """
            default/web is not served.

            Not served:
              all of it (NotExposed): An annotation hides it; kube2haproxy.io/expose: "true" would expose it.
            """);

    [Fact]
    public void A_service_that_is_refused_says_what_is_wrong_with_it() =>
        Text("web", Statuses.Board([]).Refusing("services", new RefusedObject(new("default", "web"), "spec.ports[0].port is \"0\".")))
            .ShouldBe(
            """
            default/web is not served.

            Refused, as it is now; its last good state stays in force, if there was one:
              services default/web: spec.ports[0].port is "0".
            """);

    [Fact]
    public void Endpoints_that_are_refused_are_told_of_the_service_that_their_name_begins_with()
    {
        var board = Statuses.Board([Service("web"), Service("we")])
            .Refusing("endpointslices.discovery.k8s.io", new RefusedObject(new("default", "web-x7k2p"), "addressType is missing."));

        Text("web", board).ShouldContain(
            "Refused, and perhaps endpoints of it:\n  endpointslices.discovery.k8s.io default/web-x7k2p: addressType is missing.");
        Text("we", board).ShouldNotContain("x7k2p");
    }

    [Fact]
    public void A_service_that_is_not_seen_says_what_is_looked_at()
    {
        var services = new ServicesOptions { Addresses = ["ClusterIP"], Namespaces = ["shop", "bank"], Selector = "app=web" };

        var lines = ServiceExplanation.Lines(new("default", "wbe"), Statuses.Board([Service("web")]).Document(services));

        string.Join('\n', lines).ShouldBe(
            """
            There is no Service default/wbe in what this daemon sees.
            It looks only at Services:Namespaces: shop, bank.
            It looks only at Services whose labels match Services:Selector: app=web.
            Did you mean default/web?
            """);
    }

    [Fact]
    public void A_service_that_is_not_seen_may_be_in_what_is_illegible() =>
        Text("other", Statuses.Board([]).Refusing("manifests", new RefusedObject(null, "/m/a.yaml:1: it is not YAML."))).ShouldBe(
            """
            There is no Service default/other in what this daemon sees.

            Refused, and perhaps it:
              manifests, an object that does not say which it is: /m/a.yaml:1: it is not YAML.
            """);

    [Fact]
    public void Before_the_first_list_nothing_is_known()
    {
        var board = new StatusBoard();
        board.Source.Value = new SourceStatus(false, "The API server is away.", DateTimeOffset.UnixEpoch);

        Text("web", board).ShouldBe(
            """
            Nothing is known of default/web: the Services have not been listed yet.

            Wrong with kube2haproxy itself now:
              source: The API server is away. (since 1970-01-01T00:00:00Z)
            """);
    }

    private static string Text(string name, StatusBoard board) =>
        string.Join('\n', ServiceExplanation.Lines(new("default", name), board.Document()));
}
