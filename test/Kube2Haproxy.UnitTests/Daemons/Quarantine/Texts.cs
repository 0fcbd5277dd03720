using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Core.Rendered;

namespace Kube2Haproxy.UnitTests.Daemons.Quarantine;

/// <summary>Configurations made of a head and the texts of Services.</summary>
internal static class Texts
{
    /// <summary>The Service <c>default/NAME</c>.</summary>
    public static NamespacedName Name(string name) => new("default", name);

    /// <summary>A head, and a line for each Service: <c>NAME TEXT</c>.</summary>
    public static HaproxyConfiguration Wanted(params (string Service, string Text)[] services) => new(
        [new Fragment(null, "head\n"), .. services.Select(one => new Fragment(Name(one.Service), $"{one.Service} {one.Text}\n"))], []);
}
