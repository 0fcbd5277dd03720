using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Daemons.Haproxy.Planning;

namespace Kube2Haproxy.UnitTests.Daemons.Haproxy.Planning;

/// <summary>Texts → plans.</summary>
internal static class Plans
{
    public static readonly Version H26 = new(2, 6);
    public static readonly Version H30 = new(3, 0);

    /// <summary>The plan in a few words: <c>Nothing</c>, <c>FileOnly</c>, <c>+b/s ~b/s -b/s</c> or the reload's reason.</summary>
    public static string Of(string old, string wanted, Version? haproxy = null) =>
        Words(new Planner(haproxy ?? H30).Plan(Cut(old), Cut(wanted)));

    public static Plan.Reload Reload(string old, string wanted) =>
        new Planner(H30).Plan(Cut(old), Cut(wanted)).ShouldBeOfType<Plan.Reload>();

    /// <summary>One fragment, or one between any two bars.</summary>
    public static IReadOnlyList<Fragment> Cut(string text) => [.. text.Split('|').Select(static part => new Fragment(null, part))];

    public static string Words(object plan) => plan switch
    {
        Plan.Runtime runtime => string.Join(' ', runtime.Changes.Select(Words)),
        Plan.Reload reload => reload.Reason.ToString(),
        ServerChange.Add add => $"+{add.Server.Backend}/{add.Server.Name}",
        ServerChange.Set set => $"~{set.After.Backend}/{set.After.Name}",
        ServerChange.Remove remove => $"-{remove.Server.Backend}/{remove.Server.Name}",
        _ => plan.GetType().Name,
    };

    /// <summary>The only server of the text.</summary>
    public static BackendServer Server(string text) => Backends(text).SelectMany(static backend => backend.Servers).ShouldHaveSingleItem();

    /// <summary>All servers that a text gives, on 3.0.</summary>
    public static IReadOnlyList<BackendServers> Backends(string text) => new Planner(H30).Backends(Cut(text));
}
