using Kube2Haproxy.Daemons;
using Kube2Haproxy.TestSupport.Daemons;

namespace Kube2Haproxy.IntegrationTests.Daemons.Preflight;

/// <summary>What HAProxy has itself is never in its way, and so never refused.</summary>
public sealed class OwnListenersTests
{
    public static IEnumerable<ITheoryDataRow> Pairs =>
        from pair in new[]
        {
            ("127.0.0.1:{0}", "*:{0}"), ("*:{0}", "127.0.0.1:{0}"), (":::{0}", "127.0.0.1:{0}"), ("127.0.0.1:{0}", ":::{0}"),
            ("[::1]:{0}", ":::{0} v6only"), ("127.0.0.1:{0}", "127.0.0.1:{0} transparent"), ("127.0.0.1:{0}", "127.0.0.1:{0} interface lo"),
            ("127.0.0.1:{0}", "127.0.0.1:{0} interface nonesuch"), ("*:{0}", "127.0.0.1:{0},*:{0}"),
        }
        from global in new[] { "", "noreuseport" }
        from row in EachHaproxyAttribute.Rows(pair.Item1, pair.Item2, global)
        select row;

    [Theory, MemberData(nameof(Pairs))]
    public async Task Whatever_a_reload_takes_is_accepted(HaproxyVersion version, string running, string wanted, string global)
    {
        await using var run = new PreflightRun(version);
        var (other, port) = (RealHaproxy.FreePort(), RealHaproxy.FreePort());
        await run.StartAsync(run.Text(global, $"bind 127.0.0.1:{other}", "bind " + Format(running, port)));
        var candidate = run.Text(global, $"bind 127.0.0.1:{other}", "bind " + Format(wanted, port));

        (await run.ValidateAsync(candidate)).ShouldBeOfType<Verdict.Good>();
        (await run.ReloadAsync(candidate)).ShouldBeOfType<Verdict.Good>(run.Log);
    }

    private static string Format(string listeners, int port) => listeners.Replace("{0}", $"{port}", StringComparison.Ordinal);
}
