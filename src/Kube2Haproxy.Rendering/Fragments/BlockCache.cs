using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Rendering.Templates;

namespace Kube2Haproxy.Rendering.Fragments;

/// <summary>What one block gave for each Service. A Service that is the same instance as before is not rendered again.</summary>
internal sealed class BlockCache
{
    private List<Entry> _entries = [];

    /// <summary>A fragment for each Service, in their order.</summary>
    /// <param name="services">Sorted by name.</param>
    /// <param name="render">Gives the text of one. A <see cref="TemplateException"/> becomes the fault of its fragment.</param>
    public IEnumerable<Fragment> Render(IReadOnlyList<ExposedService> services, Func<ExposedService, string> render)
    {
        var (before, at) = (_entries, 0);
        var now = new List<Entry>(services.Count);
        foreach (var service in services)
        {
            // Both are sorted: whoever is passed over has gone.
            while (at < before.Count && !ReferenceEquals(before[at].Service, service)
                && before[at].Service.Service.Name.CompareTo(service.Service.Name) < 0)
            {
                at++;
            }

            var last = at < before.Count && before[at].Service.Service.Name == service.Service.Name ? before[at++] : null;
            now.Add(last is not null && ReferenceEquals(last.Service, service) ? last : new Entry(service, Fragment(service, last)));
        }

        _entries = now;
        return now.Select(static entry => entry.Fragment);

        // The same again is the same instance: whoever compares it sees that at once.
        Fragment Fragment(ExposedService service, Entry? last) =>
            Rendered(service, render) is var fragment && fragment == last?.Fragment ? last.Fragment : fragment;
    }

    private static Fragment Rendered(ExposedService service, Func<ExposedService, string> render)
    {
        try
        {
            return new Fragment(service.Service.Name, render(service));
        }
        catch (TemplateException fault)
        {
            return new Fragment(service.Service.Name, "") { Fault = fault.Message };
        }
    }

    private sealed record Entry(ExposedService Service, Fragment Fragment);
}
