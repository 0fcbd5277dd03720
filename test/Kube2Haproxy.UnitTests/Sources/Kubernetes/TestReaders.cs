using System.Buffers;
using System.Diagnostics.Metrics;
using System.Text;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Sources;
using Kube2Haproxy.Sources.Kubernetes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kube2Haproxy.UnitTests.Sources.Kubernetes;

/// <summary>The parts of a reflector without its connection.</summary>
internal static class TestReaders
{
    public static ApiRequest Request { get; } = new("watch services", "api/v1/services?watch=true", TimeSpan.FromMinutes(1));

    public static KnownObjects<Service> Services(TimeProvider time, ILogger? logger = null) => Known<Service>("services", time, logger);

    public static KnownObjects<T> Known<T>(string resource, TimeProvider time, ILogger? logger = null)
        where T : class, IClusterObject =>
        new(resource, time, new SourceMetrics(new Meters()), logger ?? NullLogger.Instance);

    public static ListPage<Service> List(params string[] items) => ListPage<Service>.Parse(
        Bytes($$"""{"kind":"ServiceList","metadata":{"resourceVersion":"10"},"items":[{{string.Join(',', items)}}]}"""),
        ApiResources.Services);

    public static string Service(string name, int version = 11, string port = "80") =>
        $$"""
        {"metadata":{"name":"{{name}}","namespace":"default","resourceVersion":"{{version}}"},"spec":{"ports":[{"port":{{port}}}]} }
        """.ReplaceLineEndings("");

    public static string Event(string type, string value) => $$"""{"type":"{{type}}","object":{{value}}}""" + "\n";

    public static ReadOnlySequence<byte> Bytes(string text) => new(Encoding.UTF8.GetBytes(text));

    private sealed class Meters : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new(options);

        public void Dispose()
        {
        }
    }
}
