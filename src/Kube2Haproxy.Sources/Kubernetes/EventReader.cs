using System.Buffers;
using System.Text.Json;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Sources.Wire;

namespace Kube2Haproxy.Sources.Kubernetes;

/// <summary>Turns the lines of a watch into deltas, and remembers how far it came.</summary>
internal sealed class EventReader<T>(ApiResource<T> resource, KnownObjects<T> objects)
    where T : class, IClusterObject
{
    /// <summary>Of the last event or list: where the next watch begins.</summary>
    public string ResourceVersion { get; set; } = "";

    /// <summary>Takes all whole lines off the front.</summary>
    /// <param name="arrived">Bytes of the watch; half a line is left in it.</param>
    /// <param name="request">The watch, for messages.</param>
    /// <param name="deltas">Takes the changes, also those that come before a fault.</param>
    /// <returns>Why the watch cannot go on; null where it can.</returns>
    public ApiFault? Take(ref ReadOnlySequence<byte> arrived, ApiRequest request, List<ClusterDelta> deltas)
    {
        try
        {
            while (Lines.TryTake(ref arrived, out var line))
            {
                if (!Lines.IsBlank(line) && Take(line, request, deltas) is { } fault)
                    return fault;
            }
        }
        catch (JsonException failure)
        {
            return ApiFaults.Unreadable(request, failure.Message);
        }

        return arrived.Length > Lines.Longest
            ? ApiFaults.Unreadable(request, $"a line is longer than {Lines.Longest} bytes")
            : null;
    }

    private ApiFault? Take(ReadOnlySequence<byte> line, ApiRequest request, List<ClusterDelta> deltas)
    {
        var change = WatchEvent.Parse(line);
        var value = change.Value;
        switch (change.Type)
        {
            case WatchEventType.Added or WatchEventType.Modified:
                var candidate = resource.Read(ref value);
                if (Advance(candidate.ResourceVersion, request) is { } fault)
                    return fault;

                if (candidate.Name is null)
                    return Nameless(request);

                if (objects.Changed(candidate) is { } changed)
                    deltas.Add(changed);

                return null;

            case WatchEventType.Deleted:
                // Whatever else it holds: the name is enough.
                var identity = JsonSerializer.Deserialize(ref value, WireJson.Default.WireIdentity);
                if (Advance(identity?.Metadata?.ResourceVersion, request) is { } deletedFault)
                    return deletedFault;

                if (identity?.Name is not { } name)
                    return Nameless(request);

                // What is true of the newest one is not known: the list that follows says it.
                if (objects.IsReplaced(name, identity.Metadata?.Uid))
                    return ApiFaults.Unreadable(request, $"an event deletes a {name} that another one of this name has replaced");

                if (objects.Gone(name) is { } gone)
                    deltas.Add(gone);

                return null;

            case WatchEventType.Bookmark:
                var bookmark = JsonSerializer.Deserialize(ref value, WireJson.Default.WireIdentity);
                return Advance(bookmark?.Metadata?.ResourceVersion, request);

            case WatchEventType.Error:
                return ApiFaults.OfEvent(request, JsonSerializer.Deserialize(ref value, WireJson.Default.WireStatus) ?? new WireStatus());

            default:
                return ApiFaults.Unreadable(request, "it holds an event of an unknown type");
        }
    }

    /// <summary>
    /// Goes on to the event's resourceVersion. One that goes back, or is missing, is refused: the list that follows says what is true.
    /// </summary>
    private ApiFault? Advance(string? version, ApiRequest request)
    {
        if (string.IsNullOrEmpty(version))
            return ApiFaults.Unreadable(request, "an event does not say its resourceVersion");

        if (ResourceVersions.IsBefore(version, ResourceVersion))
            return ApiFaults.Unreadable(request, $"its resourceVersion went back from {ResourceVersion} to {version}");

        ResourceVersion = version;
        return null;
    }

    private static ApiFault Nameless(ApiRequest request) =>
        ApiFaults.Unreadable(request, "an event does not say which object it is about");
}
