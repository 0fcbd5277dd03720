using System.Globalization;
using System.Text;

namespace Kube2Haproxy.TestSupport.Kubernetes;

/// <summary>Decides what one request is answered with, and writes it.</summary>
internal sealed class RequestHandler(
    ApiRequest request, Fault? fault, ObjectStore store, FakeApiServerOptions options, ResponseBody body)
{
    public Task AnswerAsync() => fault switch
    {
        Fault.Status status => body.WriteStatusAsync(status.Code, retryAfter: status.RetryAfter, retryAfterText: status.RetryAfterText),
        Fault.NoAnswer => body.WaitUntilLeftAsync(),
        Fault.SilentBody silent => TextAsync(silent.Beginning, isSilent: true),
        Fault.Body whole => TextAsync(whole.Content, isSilent: false),
        Fault.EmptyBody => body.BeginAsync(200),
        Fault.ErrorEvent error => ErrorAsync(StatusObject.Of(error.Code)),
        _ when !request.TokenAccepted => body.WriteStatusAsync(401),
        _ when request.IsPatch => PatchAsync(),
        _ when request.Method != "GET" => body.WriteStatusAsync(405, "of all writes the fake API server knows a patch of a status"),
        _ when UnsupportedParameter() is { } parameter => body.WriteStatusAsync(400, $"the fake API server knows no {parameter}"),
        _ => request.Verb switch
        {
            ApiVerb.Other => OtherAsync(),
            _ => Selection.Of(request) is { } selection
                ? AnswerAsync(selection)
                : body.WriteStatusAsync(400, $"unable to parse requirement: {request.Parameter("labelSelector")}"),
        },
    };

    private Task AnswerAsync(Selection selection) => request.Verb switch
    {
        ApiVerb.Get => GetAsync(selection),
        ApiVerb.List => ListAsync(selection),
        _ => WatchAsync(selection),
    };

    private async Task TextAsync(string text, bool isSilent)
    {
        await body.BeginAsync(200);
        await body.WriteAsync(Encoding.UTF8.GetBytes(text));
        if (isSilent)
            await body.WaitUntilLeftAsync();
    }

    private async Task ErrorAsync(System.Text.Json.Nodes.JsonObject status)
    {
        await body.BeginAsync(200);
        await body.WriteAsync(WatchStream.Event("ERROR", status));
    }

    private async Task OtherAsync()
    {
        if (Discovery.Document(request.Path, options.EndpointSlices) is { } document)
        {
            await body.WriteWholeAsync(200, document, gzip: false);
            return;
        }

        await body.BeginAsync(404, "text/plain; charset=utf-8");
        await body.WriteAsync("404 page not found\n"u8.ToArray());
    }

    private Task GetAsync(Selection selection) =>
        store.At(selection, store.Version)?.FirstOrDefault(stored => stored.Name == request.Name) is { } found
            ? body.WriteWholeAsync(200, found.Whole, gzip: false)
            : body.WriteStatusAsync(404, $"{request.Resource} \"{request.Name}\" not found");

    private Task PatchAsync()
    {
        if (request.Headers.GetValueOrDefault("Content-Type") != "application/merge-patch+json")
            return body.WriteStatusAsync(415, "the fake API server knows merge patches");

        var (code, message, whole) = store.PatchStatus(request);
        return whole is null ? body.WriteStatusAsync(code, message) : body.WriteWholeAsync(200, whole, gzip: false);
    }

    private async Task ListAsync(Selection selection)
    {
        var (status, whole) = ListAnswer.To(request, selection, store, (fault as Fault.OldState)?.Version);
        switch (fault)
        {
            case Fault.Text text:
                await body.WriteWholeAsync(200, Encoding.UTF8.GetBytes(text.Line + "\n"), request.AcceptsGzip);
                break;
            case Fault.HalfLine half:
                await body.BeginAsync(200);
                await body.WriteHalfAsync(whole, half.Clean);
                break;
            default:
                await body.WriteWholeAsync(status, whole, request.AcceptsGzip && status == 200);
                break;
        }
    }

    private async Task WatchAsync(Selection selection)
    {
        long? from = null;
        if (request.Parameter("resourceVersion") is { Length: > 0 } and not "0" and var text)
        {
            if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version))
            {
                await body.WriteStatusAsync(400, "resourceVersion is no number");
                return;
            }

            from = version;
        }

        using var watch = store.Watch(selection, from, request.Parameter("allowWatchBookmarks") is "1" or "true");
        if (watch is null)
        {
            var message = $"too old resource version: {from} ({store.Version})";
            await (options.ExpiredAsErrorEvent ? ErrorAsync(StatusObject.Of(410, message)) : body.WriteStatusAsync(410, message));
            return;
        }

        // Before the headers: a test advances its clock as soon as it has them.
        using var limit = TimeLimit(watch);
        await body.BeginAsync(200);
        if (fault is Fault.Text line)
            await body.WriteAsync(Encoding.UTF8.GetBytes(line.Line + "\n"));

        await foreach (var next in watch.Lines.ReadAllAsync(body.Left))
        {
            if (fault is Fault.HalfLine half)
            {
                await body.WriteHalfAsync(next, half.Clean);
                return;
            }

            await body.WriteAsync(next);
        }
    }

    /// <summary>Ends the watch cleanly when its time is over.</summary>
    private ITimer? TimeLimit(WatchStream watch) =>
        int.TryParse(request.Parameter("timeoutSeconds"), CultureInfo.InvariantCulture, out var seconds) && seconds > 0
            ? options.Time.CreateTimer(_ => watch.End(), null, TimeSpan.FromSeconds(seconds), Timeout.InfiniteTimeSpan)
            : null;

    /// <summary>Rather refused than ignored: a test that needs it would pass for the wrong reason.</summary>
    private string? UnsupportedParameter() =>
        request.Query.Keys.FirstOrDefault(key => key is "fieldSelector" or "sendInitialEvents");
}
