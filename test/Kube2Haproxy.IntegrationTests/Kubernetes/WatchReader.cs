using System.Text.Json.Nodes;

namespace Kube2Haproxy.IntegrationTests.Kubernetes;

/// <summary>Reads the events of one watch, line by line.</summary>
internal sealed class WatchReader(HttpResponseMessage response, StreamReader lines) : IDisposable
{
    /// <summary>Null at the end.</summary>
    public async Task<string?> LineAsync(CancellationToken token) => await lines.ReadLineAsync(token);

    /// <summary>The next event as <c>TYPE name@resourceVersion</c>; null at the end.</summary>
    public async Task<string?> EventAsync(CancellationToken token)
    {
        if (await LineAsync(token) is not { } line)
            return null;

        var parsed = JsonNode.Parse(line)!;
        var content = parsed["object"]!;
        return (string?)content["kind"] == "Status"
            ? $"{parsed["type"]} {content["code"]}"
            : $"{parsed["type"]} {content["metadata"]!["name"]}@{content["metadata"]!["resourceVersion"]}";
    }

    public void Dispose()
    {
        lines.Dispose();
        response.Dispose();
    }
}
