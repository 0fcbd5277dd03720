using System.IO.Pipelines;
using System.Net;
using System.Text.Json;
using Kube2Haproxy.Sources.Kubernetes.Access;
using Kube2Haproxy.Sources.Wire;

namespace Kube2Haproxy.Sources.Kubernetes;

/// <summary>Faults in words: where, what was found, what to do about it.</summary>
internal static class ApiFaults
{
    // A Status is small. What is longer is no Status: a proxy's page.
    private const int LongestStatus = 64 * 1024;

    public static ApiFault NoAccess(AccessException failure) => new(ApiFaultKind.Configuration, failure.Message);

    public static ApiFault Untrusted(Uri server, string origin, UntrustedServerException failure) => new(
        ApiFaultKind.Unreachable,
        $"The API server at {Name(server)}, from {origin}, cannot be trusted. {failure.Message}");

    public static ApiFault Unreachable(Uri server, string origin, Exception failure) => new(
        ApiFaultKind.Unreachable,
        $"The API server at {Name(server)} cannot be reached: {OneLine((failure.InnerException ?? failure).Message)}. "
        + $"Check the server, the network, and the URL and certificate authority in {origin} or --master.");

    public static ApiFault Cut(Uri server, ApiRequest request, IOException failure) => new(
        ApiFaultKind.Cut,
        $"The connection to the API server at {Name(server)} broke in the answer to {request.Purpose}: {OneLine(failure.Message)}. "
        + "Check the API server and what lies between.");

    public static ApiFault Silent(Uri server, ApiRequest request) => new(
        ApiFaultKind.Silent,
        $"The API server at {Name(server)} did not end its answer to {request.Purpose} in time. "
        + "Check the API server and what lies between.");

    public static ApiFault Unreadable(ApiRequest request, string complaint) => new(
        ApiFaultKind.Unreadable,
        $"The answer to {request.Purpose} cannot be used: {OneLine(complaint)}. "
        + "Check that the URL is that of a Kubernetes API server, and what lies between.");

    public static ApiFault WentBack(string resource, string before, string now) => new(
        ApiFaultKind.Unreadable,
        $"The API server's list of {resource} is older (resourceVersion {now}) than what it sent before ({before}). "
        + "It is asked once more. Check that all API servers behind the URL belong to one cluster.");

    /// <summary>What an ERROR event of a watch says.</summary>
    public static ApiFault OfEvent(ApiRequest request, WireStatus status)
    {
        var kind = status.Reason is "Expired" or "Gone" ? ApiFaultKind.Expired : KindOf(status.Code ?? 500);
        var retryAfter = status.Details?.RetryAfterSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
        return new ApiFault(kind, $"The API server ended its answer to {request.Purpose}: {Say(status, "no reason given")}.", retryAfter);
    }

    /// <summary>What an answer with another status than 200 says.</summary>
    public static async Task<ApiFault> OfStatusAsync(
        Uri server, ApiRequest request, HttpResponseMessage response, PipeReader body, DateTimeOffset now, CancellationToken stop)
    {
        var status = await StatusAsync(body, stop);
        var said = $"HTTP {(int)response.StatusCode}: {Say(status, response.ReasonPhrase ?? "no reason given")}";
        var kind = KindOf((int)response.StatusCode);
        var explanation = kind switch
        {
            ApiFaultKind.Unauthorized =>
                $"The API server at {Name(server)} does not accept our credentials to {request.Purpose} ({said}). "
                + "Renew them where the kubeconfig has them; they are read again at each attempt.",
            ApiFaultKind.Forbidden =>
                $"The API server at {Name(server)} does not allow us to {request.Purpose} ({said}). "
                + request.ForbiddenRemedy,
            _ => $"The API server at {Name(server)} refused to {request.Purpose} ({said}). Check the API server.",
        };
        return new ApiFault(kind, explanation, RetryAfter(response, status, now));
    }

    private static ApiFaultKind KindOf(int code) => code switch
    {
        (int)HttpStatusCode.Unauthorized => ApiFaultKind.Unauthorized,
        (int)HttpStatusCode.Forbidden => ApiFaultKind.Forbidden,
        (int)HttpStatusCode.NotFound => ApiFaultKind.NotFound,
        (int)HttpStatusCode.Conflict => ApiFaultKind.Conflict,
        (int)HttpStatusCode.Gone => ApiFaultKind.Expired,
        (int)HttpStatusCode.TooManyRequests => ApiFaultKind.Overloaded,
        _ => ApiFaultKind.Refused,
    };

    private static TimeSpan? RetryAfter(HttpResponseMessage response, WireStatus? status, DateTimeOffset now) =>
        response.Headers.RetryAfter is { } header ? header.Delta ?? header.Date - now
        : status?.Details?.RetryAfterSeconds is { } seconds ? TimeSpan.FromSeconds(seconds)
        : null;

    /// <summary>Null where the body is something else, such as a proxy's page.</summary>
    private static async Task<WireStatus?> StatusAsync(PipeReader body, CancellationToken stop)
    {
        var read = await body.ReadAtLeastAsync(LongestStatus, stop);
        try
        {
            var json = new Utf8JsonReader(read.Buffer);
            return JsonSerializer.Deserialize(ref json, WireJson.Default.WireStatus);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Say(WireStatus? status, string otherwise) =>
        OneLine(!string.IsNullOrWhiteSpace(status?.Message) ? status.Message : status?.Reason ?? otherwise);

    private static string Name(Uri server) => server.GetLeftPart(UriPartial.Authority);

    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Trim().TrimEnd('.');
}
