using System.Net;
using Kube2Haproxy.Core.Cluster;
using Microsoft.Extensions.Logging;

namespace Kube2Haproxy.Sources.Kubernetes;

/// <summary>Event ids 1000 to 1099.</summary>
internal static partial class KubernetesLog
{
    [LoggerMessage(1000, LogLevel.Information, "Every resource has been listed: the cluster is known and followed.")]
    public static partial void Synced(this ILogger logger);

    [LoggerMessage(1001, LogLevel.Warning, "The cluster cannot be followed. {Explanation} {InForce}")]
    public static partial void CannotFollow(this ILogger logger, string explanation, string inForce);

    [LoggerMessage(1002, LogLevel.Error, "The cluster cannot be followed. {Explanation} {InForce}")]
    public static partial void CannotFollowAndSomebodyMustAct(this ILogger logger, string explanation, string inForce);

    [LoggerMessage(1003, LogLevel.Debug, "{Resource} still cannot be followed. {Explanation}")]
    public static partial void StillFailing(this ILogger logger, string resource, string explanation);

    [LoggerMessage(1004, LogLevel.Information, "The cluster is followed again.")]
    public static partial void FollowsAgain(this ILogger logger);

    [LoggerMessage(1005, LogLevel.Warning,
        "{Name} of {Resource} cannot be used: {Complaint} Its last good state stays in force, if there was one; the others go on.")]
    public static partial void ObjectUnusable(this ILogger logger, string resource, string name, string complaint);

    [LoggerMessage(1006, LogLevel.Information, "The cluster's endpoints are read from {Resource}.")]
    public static partial void EndpointsChosen(this ILogger logger, string resource);

    [LoggerMessage(1007, LogLevel.Debug, "Listed {Count} {Resource} at resourceVersion {ResourceVersion}.")]
    public static partial void Listed(this ILogger logger, int count, string resource, string resourceVersion);

    [LoggerMessage(1008, LogLevel.Warning,
        "The list of {Resource} is at resourceVersion {Now}, older than {Before}: the cluster's state was restored. The list is taken.")]
    public static partial void WentBack(this ILogger logger, string resource, string now, string before);

    [LoggerMessage(1009, LogLevel.Debug, "The watch of {Resource} ended: {Why} Next is a {Step} in {Wait}.")]
    public static partial void WatchEnded(this ILogger logger, string resource, string why, string step, TimeSpan wait);

    [LoggerMessage(1010, LogLevel.Information, "{Service} has got {Addresses}, written to its status.")]
    public static partial void Assigned(this ILogger logger, NamespacedName service, IReadOnlyList<IPAddress> addresses);

    [LoggerMessage(1011, LogLevel.Debug, "The status of {Service} was not written, since the Service has changed. {Explanation}")]
    public static partial void AssignmentTooLate(this ILogger logger, NamespacedName service, string explanation);

    [LoggerMessage(1012, LogLevel.Warning, "{Explanation}")]
    public static partial void CannotAssign(this ILogger logger, string explanation);

    [LoggerMessage(1020, LogLevel.Warning, "The access to the API server shall be renewed and cannot be. {Complaint} The one in use goes on.")]
    public static partial void AccessNotRenewed(this ILogger logger, string complaint);
}
