using Kube2Haproxy.TestSupport.Golden;

namespace Kube2Haproxy.UnitTests.Rendering.Templates;

/// <summary>What the examples of templates/README.md are of.</summary>
internal static class DocumentedCluster
{
    /// <summary>Has everything.</summary>
    public static TemplateInput Full => TemplateInput.Parse("""
        device_ips: [192.0.2.11]
        peers: [192.0.2.12]
        routed_networks: [198.51.100.0/24]
        settings: {color: blue}
        services:
        - key: shop/web
          labels: {app: web}
          annotations:
            example.com/owner: Team Web
            kube2haproxy.io/mode: http
            kube2haproxy.io/balance: leastconn
            kube2haproxy.io/proxy-protocol: v2
            kube2haproxy.io/check: http
            kube2haproxy.io/check-path: /healthz
            kube2haproxy.io/check-interval: 1.5s
            kube2haproxy.io/timeout-connect: 2s
            kube2haproxy.io/timeout-client: 1m30s
            kube2haproxy.io/timeout-server: 90s
            kube2haproxy.io/timeout-tunnel: 1h
            kube2haproxy.io/timeout-queue: 250ms
            kube2haproxy.io/maxconn: "2000"
            kube2haproxy.io/server-maxconn: "100"
          session_affinity: 10800
          source_ranges: [192.0.2.0/24, "2001:db8::/32"]
          traffic_distribution: PreferSameZone
          internal_traffic_policy: Cluster
          external_traffic_policy: Local
          ports:
          - name: http
            backend: shop_web_http
            addresses: [10.96.0.10, 10.96.0.11]
            health_check_port: 32000
            servers:
            - web-5d9c 1879280741 10.244.1.5:8080 node=node-a zone=eu-1a for-zone=eu-1a for-zone=eu-1b for-node=node-a
          - {name: http, backend: shop_web_http_v6, addresses: ["2001:db8::10"]}
        """);

    /// <summary>Has nothing that may be absent; a server stands at the second port only.</summary>
    public static TemplateInput Bare => TemplateInput.Parse("""
        device_ips: []
        services:
        - ports: [{}, {port: 81, servers: [web-1 11 10.244.1.5:8080]}]
        """);
}
