using System.Globalization;
using System.Net;
using Kube2Haproxy.Daemons.Haproxy.Planning;

namespace Kube2Haproxy.Daemons.Haproxy.Runtime;

/// <summary>One command, and which answers are known to be good.</summary>
/// <param name="Text">Without a line end.</param>
/// <param name="IsGood">Of <see cref="KnownAnswers"/>.</param>
internal readonly record struct RuntimeCommand(string Text, Func<string, bool> IsGood)
{
    /// <summary>
    /// What a server has in the file without saying so. One that is added to 2.6.12 has zeros there: it would keep no idle connection, and
    /// one error would be too many for <c>observe</c>. What its options say comes later and wins.
    /// </summary>
    private const string Defaults = "pool-max-conn -1 pool-purge-delay 5s error-limit 10";

    /// <summary>It starts in maintenance and with its check off (management guide 9.3, "add server").</summary>
    public static IEnumerable<RuntimeCommand> Add(BackendServer server)
    {
        yield return new(
            string.Create(CultureInfo.InvariantCulture,
                $"add server {Path(server)} {AddressAndPort(server)} id {server.Id} weight {server.Weight} {Defaults} {server.Options}").TrimEnd(),
            KnownAnswers.IsAdded);

        if (!server.IsInMaintenance)
            yield return new($"enable server {Path(server)}", KnownAnswers.IsSilence);

        if (server.Options.Split(' ').Contains("check"))
            yield return new($"enable health {Path(server)}", KnownAnswers.IsSilence);
    }

    /// <summary>Only what differs; <c>state</c> also with another weight, since it ends a drain by hand.</summary>
    public static IEnumerable<RuntimeCommand> Set(BackendServer before, BackendServer after)
    {
        if (before.Port != after.Port || !before.Address.Equals(after.Address))
            yield return Move(after);

        if (before.Weight != after.Weight)
            yield return Weigh(after);

        if (before.Weight != after.Weight || before.IsInMaintenance != after.IsInMaintenance)
            yield return SetState(after);
    }

    /// <summary>All of it, of a server that waited for its deletion.</summary>
    public static IEnumerable<RuntimeCommand> TakeUp(BackendServer server) => [Move(server), Weigh(server), SetState(server)];

    /// <summary>No new sessions and no checks; the sessions that it has go on.</summary>
    public static IEnumerable<RuntimeCommand> Retire(BackendServer server) => [SetState(server with { IsInMaintenance = true })];

    /// <summary>Takes effect only in maintenance, and when its sessions have ended.</summary>
    public static RuntimeCommand Delete(BackendServer server) =>
        new($"del server {Path(server)}", answer => KnownAnswers.IsDeleted(answer) || KnownAnswers.IsInUse(answer));

    private static RuntimeCommand Move(BackendServer server) => new(
        string.Create(CultureInfo.InvariantCulture, $"set server {Path(server)} addr {server.Address} port {server.Port}"), KnownAnswers.IsMoved);

    private static RuntimeCommand Weigh(BackendServer server) => new(
        string.Create(CultureInfo.InvariantCulture, $"set server {Path(server)} weight {server.Weight}"), KnownAnswers.IsSilence);

    private static RuntimeCommand SetState(BackendServer server) =>
        new($"set server {Path(server)} state {(server.IsInMaintenance ? "maint" : "ready")}", KnownAnswers.IsSilence);

    private static string Path(BackendServer server) => $"{server.Backend}/{server.Name}";

    private static string AddressAndPort(BackendServer server) => new IPEndPoint(server.Address, server.Port).ToString();
}
