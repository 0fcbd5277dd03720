using Kube2Haproxy.Core.Rendered;

namespace Kube2Haproxy.TestSupport;

public static class FragmentsExtensions
{
    /// <summary>The whole file.</summary>
    /// <exception cref="InvalidOperationException">The template has a fault for one of the Services.</exception>
    public static string Text(this IEnumerable<Fragment> fragments) => string.Concat(fragments.Select(fragment =>
        fragment.Fault is null ? fragment.Text : throw new InvalidOperationException($"{fragment.Service}: {fragment.Fault}")));
}
