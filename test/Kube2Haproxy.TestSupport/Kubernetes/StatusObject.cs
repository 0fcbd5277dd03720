using System.Text.Json.Nodes;

namespace Kube2Haproxy.TestSupport.Kubernetes;

/// <summary>The <c>Status</c> object (meta/v1) that says why there is no good answer, in the real server's words.</summary>
internal static class StatusObject
{
    public static JsonObject Of(int code, string? message = null, TimeSpan? retryAfter = null)
    {
        var (reason, usual) = code switch
        {
            400 => ("BadRequest", "the request is malformed"),
            401 => ("Unauthorized", "Unauthorized"),
            403 => ("Forbidden", "forbidden: User \"test\" cannot do this at the cluster scope"),
            404 => ("NotFound", "the server could not find the requested resource"),
            409 => ("Conflict", "Operation cannot be fulfilled"),
            410 => ("Expired", "too old resource version"),
            422 => ("Invalid", "the object is invalid"),
            429 => ("TooManyRequests", "too many requests, please try again later"),
            500 => ("InternalError", "Internal error occurred: etcdserver: leader changed"),
            503 => ("ServiceUnavailable", "apiserver not ready"),
            504 => ("Timeout", "Too large resource version"),
            _ => ("", "unknown"),
        };
        var status = new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Failure",
            ["message"] = message ?? usual,
            ["reason"] = reason,
            ["code"] = code,
        };
        if (retryAfter is { } wait)
            status["details"] = new JsonObject { ["retryAfterSeconds"] = (int)wait.TotalSeconds };
        return status;
    }
}
