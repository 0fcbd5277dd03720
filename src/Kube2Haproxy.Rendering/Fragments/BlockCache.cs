using System.Globalization;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Rendering.Templates;

namespace Kube2Haproxy.Rendering.Fragments;

/// <summary>What one block gave for each Service. A Service that is the same instance as before is not rendered again.</summary>
/// <param name="write">
/// Writes the text of one Service; several threads call it, for a Service each. A <see cref="TemplateException"/> becomes the fault of its
/// fragment.
/// </param>
internal sealed class BlockCache(Action<ExposedService, TextWriter> write)
{
    // A Service takes some 10 µs: fewer are done before a second thread has begun.
    private const int ManyServices = 50;

    private Entry[] _entries = [];

    /// <summary>Whether one of the last fragments has a fault.</summary>
    public bool HasFaults { get; private set; }

    /// <summary>A fragment for each Service, in their order.</summary>
    /// <param name="services">Sorted by name.</param>
    public IEnumerable<Fragment> Render(IReadOnlyList<ExposedService> services)
    {
        var (before, at) = (_entries, 0);
        var now = new Entry[services.Count];
        var changed = new List<(int At, Fragment? Last)>();
        for (var i = 0; i < now.Length; i++)
        {
            // Nearly always. Nothing else of the Service is looked at: thousands of them are in no processor's cache.
            var service = services[i];
            if (at < before.Length && ReferenceEquals(before[at].Service, service))
            {
                now[i] = before[at++];
                continue;
            }

            // Both are sorted: whoever is passed over has gone.
            while (at < before.Length && before[at].Service.Service.Name.CompareTo(service.Service.Name) < 0)
                at++;

            if (at < before.Length && ReferenceEquals(before[at].Service, service))
                now[i] = before[at++];
            else
                changed.Add((i, at < before.Length && before[at].Service.Service.Name == service.Service.Name ? before[at++].Fragment : null));
        }

        // Each Service has a place of its own, so it does not matter which is done first.
        Parallel.ForEach(
            changed,
            new ParallelOptions { MaxDegreeOfParallelism = changed.Count < ManyServices ? 1 : Environment.ProcessorCount },
            static () => new StringWriter(CultureInfo.InvariantCulture),
            (one, _, writer) =>
            {
                now[one.At] = new Entry(services[one.At], Rendered(services[one.At], one.Last, writer));
                return writer;
            },
            static writer => writer.Dispose());

        _entries = now;
        HasFaults = now.Any(static entry => entry.HasFault);
        return now.Select(static entry => entry.Fragment);
    }

    private Fragment Rendered(ExposedService service, Fragment? last, StringWriter writer)
    {
        writer.GetStringBuilder().Clear();
        var fragment = new Fragment(service.Service.Name, "");
        try
        {
            write(service, writer);
            fragment = fragment with { Text = writer.ToString() };
        }
        catch (TemplateException fault)
        {
            fragment = fragment with { Fault = fault.Message };
        }

        // The same again is the same instance: whoever compares it sees that at once.
        return fragment == last ? last : fragment;
    }

    private readonly record struct Entry(ExposedService Service, Fragment Fragment)
    {
        public bool HasFault { get; } = Fragment.Fault is not null;
    }
}
