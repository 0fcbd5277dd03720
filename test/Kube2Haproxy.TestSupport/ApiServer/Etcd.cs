using System.Text.Json.Nodes;
using Kube2Haproxy.TestSupport.Daemons;

namespace Kube2Haproxy.TestSupport.ApiServer;

/// <summary>One etcd on loopback that keeps nothing on the disk for longer than the test.</summary>
internal sealed class Etcd : IAsyncDisposable
{
    // Between asking for a free port and taking it somebody else may take it.
    private const int Tries = 5;

    private readonly TemporaryDirectory _data = new();
    private readonly RunningProcess _process;
    private readonly HttpClient _http;

    private Etcd()
    {
        Url = new Uri($"http://127.0.0.1:{RealHaproxy.FreePort()}");
        _http = new HttpClient { BaseAddress = Url };
        var client = Url.GetLeftPart(UriPartial.Authority);
        _process = RunningProcess.Start(
            ApiServerPrograms.Etcd,
            [
                $"--data-dir={_data["etcd"]}", $"--listen-client-urls={client}", $"--advertise-client-urls={client}",
                "--listen-peer-urls=http://127.0.0.1:0", "--unsafe-no-fsync",
            ]);
    }

    public Uri Url { get; }

    public string Log => _process.Output;

    public static async Task<Etcd> StartAsync()
    {
        for (var tries = 1; ; tries++)
        {
            var etcd = new Etcd();
            try
            {
                await Wait.UntilAsync(
                    async () => etcd._process.HasExited || await etcd.IsHealthyAsync(), "etcd answers", () => etcd.Log);
                if (!etcd._process.HasExited)
                    return etcd;

                if (tries == Tries)
                    throw new InvalidOperationException($"etcd does not start.\n{etcd.Log}");
            }
            catch
            {
                await etcd.DisposeAsync();
                throw;
            }

            await etcd.DisposeAsync();
        }
    }

    /// <summary>Forgets all revisions but the newest.</summary>
    public async Task CompactAsync()
    {
        var revision = (string)(await PostAsync("/v3/maintenance/status", []))["header"]!["revision"]!;
        await PostAsync("/v3/kv/compaction", new JsonObject { ["revision"] = revision, ["physical"] = true });
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _http.Dispose();
        _data.Dispose();
    }

    private async Task<bool> IsHealthyAsync()
    {
        try
        {
            return (await _http.GetStringAsync(new Uri("/health", UriKind.Relative))).Contains("true", StringComparison.Ordinal);
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task<JsonNode> PostAsync(string path, JsonObject body)
    {
        using var response = await _http.PostAsync(new Uri(path, UriKind.Relative), new StringContent(body.ToJsonString()));
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? JsonNode.Parse(text)! : throw new InvalidOperationException($"etcd: {path}: {text}");
    }
}
