using System.Text.Json;
using Kube2Haproxy.Commands;
using Kube2Haproxy.Status;
using Kube2Haproxy.TestSupport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace Kube2Haproxy.IntegrationTests.Commands;

/// <summary><c>pause</c> and <c>resume</c> against a daemon that heeds the file, later, or not at all.</summary>
public sealed class PauseCommandTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private WebApplication? _daemon;
    private int _answers;

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        if (_daemon is not null)
            await _daemon.DisposeAsync();

        _directory.Dispose();
    }

    [Fact]
    public async Task Pause_waits_until_the_daemon_has_seen_it_and_finished_what_had_begun()
    {
        var pause = await SwitchAsync(answer => answer switch
        {
            1 => null,
            // From a pause before this one.
            2 => new(DateTimeOffset.UnixEpoch, "bob", null, false),
            3 => Seen(finishing: true),
            _ => Seen(finishing: false),
        });

        (await PauseCommand.RunAsync(pause, null, Surroundings)).ShouldBe(ExitCode.Success, _error.ToString());

        _answers.ShouldBe(4);
        _output.ToString().ShouldEndWith("\nThe daemon has paused.\n");
    }

    [Fact]
    public async Task A_daemon_that_does_not_pause_is_told()
    {
        var pause = await SwitchAsync(static _ => null, TimeSpan.Zero);

        (await PauseCommand.RunAsync(pause, null, Surroundings)).ShouldBe(ExitCode.Unavailable);

        _error.ToString().ShouldBe(
            $"kube2haproxy: the daemon that answers at Server:Port {Port} has not paused within 0 s. It must have the same Safety:PauseFile, "
            + $"{_directory["pause"]}, and its user must be able to look into that directory.\n");
    }

    [Fact]
    public async Task A_daemon_that_has_not_finished_is_told()
    {
        var pause = await SwitchAsync(_ => Seen(finishing: true), TimeSpan.Zero);

        (await PauseCommand.RunAsync(pause, null, Surroundings)).ShouldBe(ExitCode.Unavailable);

        _error.ToString().ShouldStartWith("kube2haproxy: the daemon has paused, but finishes what it had begun before; ");
    }

    [Fact]
    public async Task Resume_waits_until_the_daemon_has_seen_it()
    {
        var pause = await SwitchAsync(answer => answer < 3 ? new(DateTimeOffset.UnixEpoch, null, null, false) : null);
        _directory.Write("pause", "");

        (await ResumeCommand.RunAsync(pause, Surroundings)).ShouldBe(ExitCode.Success, _error.ToString());

        _answers.ShouldBe(3);
        _output.ToString().ShouldEndWith("\nThe daemon is not paused.\n");
    }

    [Fact]
    public async Task A_daemon_that_stays_paused_is_told()
    {
        var pause = await SwitchAsync(static _ => new(DateTimeOffset.UnixEpoch, null, null, false), TimeSpan.Zero);

        (await ResumeCommand.RunAsync(pause, Surroundings)).ShouldBe(ExitCode.Unavailable);

        _error.ToString().ShouldContain(" has not resumed within 0 s. ");
    }

    private Surroundings Surroundings => new(new Dictionary<string, string> { ["SUDO_USER"] = "alice" }, [], _output, _error);

    private int Port => new Uri(_daemon!.Urls.Single()).Port;

    private StatusDocument.PauseState Seen(bool finishing) => new(File.GetLastWriteTimeUtc(_directory["pause"]), "alice", null, finishing);

    /// <param name="paused">What the daemon says to the n-th question, from 1 on.</param>
    /// <param name="limit">Half a minute where nothing is said; zero for one question.</param>
    private async Task<PauseSwitch> SwitchAsync(Func<int, StatusDocument.PauseState?> paused, TimeSpan? limit = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _daemon = builder.Build();
        _daemon.Run(context => context.Response.WriteAsync(JsonSerializer.Serialize(
            new StatusDocument(
                "1", true, paused(++_answers), new(true, null, null, []), new(0, null, null), new(null), [], new("UNKNOWN", null, null, []),
                new([], [], "", false), [], [], []),
            StatusJson.Default.StatusDocument)));
        await _daemon.StartAsync();
        var settings = new Dictionary<string, string?> { ["Safety:PauseFile"] = _directory["pause"], ["Server:Port"] = $"{Port}" };
        return new PauseSwitch(
            new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), limit ?? TimeSpan.FromSeconds(30), TimeProvider.System);
    }
}
