using Kube2Haproxy.Core.Wording;
using Kube2Haproxy.Daemons.Pausing;
using Kube2Haproxy.Endpoints;
using Kube2Haproxy.Status;
using Microsoft.Extensions.Configuration;

namespace Kube2Haproxy.Commands;

/// <summary>The pause file of this machine, and the daemon that is to heed it.</summary>
/// <param name="configuration">Canonical values: the same that the daemon has.</param>
/// <param name="limit">How long the daemon may take to heed it: <see cref="Limit"/>.</param>
/// <param name="time">Paces the questions.</param>
internal sealed class PauseSwitch(IConfiguration configuration, TimeSpan limit, TimeProvider time)
{
    /// <summary>The daemon looks twice a second; a reload of a large configuration that had begun takes some seconds.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan BetweenQuestions = TimeSpan.FromMilliseconds(200);

    private readonly ServerOptions _server = configuration.GetSection("Server").Get<ServerOptions>() ?? new ServerOptions();

    public PauseFile File { get; } = new((configuration.GetSection("Safety").Get<SafetyOptions>() ?? new SafetyOptions()).PauseFile);

    /// <summary>Asks the daemon until it says so, or until the limit.</summary>
    /// <returns>What it said last; null where none answers.</returns>
    public async Task<StatusDocument?> AskUntilAsync(Predicate<StatusDocument> isSo)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            var (answer, _) = await StatusRequest.AskAsync(_server, StatusCommand.Limit);
            if (answer is null || isSo(answer.Status) || time.GetElapsedTime(started) >= limit)
                return answer?.Status;

            await Task.Delay(BetweenQuestions, time, CancellationToken.None);
        }
    }

    /// <summary>In one line: what could not be done to the file, why, and what would help.</summary>
    public string Refusal(string what, Exception refused) => Quoted.Line(
        $"kube2haproxy: {File.Path} (Safety:PauseFile) {what}: {refused.Message.TrimEnd('.')}. "
        + $"Its directory, {Path.GetDirectoryName(File.Path)}, must exist, and this user must be able to write in it: try sudo.");

    /// <summary>In one line: a daemon answers and does as if the file were other.</summary>
    /// <param name="done"><c>paused</c> or <c>resumed</c>.</param>
    public string Unheeded(string done) => Quoted.Line(
        $"kube2haproxy: the daemon that answers at Server:Port {_server.Port} has not {done} within {limit.TotalSeconds:0.#} s. It must have the "
        + $"same Safety:PauseFile, {File.Path}, and its user must be able to look into that directory.");
}
