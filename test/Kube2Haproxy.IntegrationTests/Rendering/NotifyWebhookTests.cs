using System.Text.Json;
using CliWrap;
using CliWrap.Buffered;
using Kube2Haproxy.TestSupport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Kube2Haproxy.IntegrationTests.Rendering;

/// <summary>The script of the example notifications, called as Keepalived does.</summary>
public sealed class NotifyWebhookTests : IAsyncLifetime
{
    private static readonly string Script = Path.Combine(Repository.Root, "templates/examples/notifications/notify-webhook.sh");

    private readonly TemporaryDirectory _directory = new();
    private readonly TaskCompletionSource<(string? Authorization, string Body)> _told = new();
    private readonly CancellationTokenSource _stop = new();
    private WebApplication? _webhook;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/curl"), "curl is missing: apt-get install curl.");
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        _webhook = builder.Build();
        _webhook.Run(async request =>
        {
            if (request.Request.Path == "/silent")
                await new TaskCompletionSource().Task.WaitAsync(_stop.Token);

            using var reader = new StreamReader(request.Request.Body);
            _told.TrySetResult((request.Request.Headers.Authorization, await reader.ReadToEndAsync(_stop.Token)));
        });
        await _webhook.StartAsync();
    }

    [Fact]
    public async Task It_tells_who_is_what_and_sends_what_the_file_says()
    {
        var told = await RunAsync(Settings("hook", "header = \"Authorization: Bearer 0123\""), "INSTANCE", "services", "MASTER", "250");

        told.ExitCode.ShouldBe(0, told.StandardError);
        var (authorization, body) = await _told.Task.WaitAsync(TestContext.Current.CancellationToken);
        authorization.ShouldBe("Bearer 0123");
        var json = JsonDocument.Parse(body).RootElement;
        json.EnumerateObject().Where(member => member.Name is not ("time" or "host")).Select(member => $"{member.Name}={member.Value}")
            .ShouldBe(["type=INSTANCE", "name=services", "state=MASTER", "priority=250"]);
        json.GetProperty("host").GetString().ShouldNotBeNullOrEmpty();
        json.GetProperty("time").GetDateTimeOffset().Offset.ShouldBe(TimeSpan.Zero);
    }

    [Theory]
    [InlineData("a\",\"state\":\"FAULT")]
    [InlineData("a b")]
    [InlineData("$(id)")]
    [InlineData("")]
    public async Task A_word_that_needs_quoting_is_refused(string name)
    {
        var refused = await RunAsync(Settings("hook"), "INSTANCE", name, "MASTER", "250");

        refused.ExitCode.ShouldBe(65);
        refused.StandardError.ShouldContain("nothing was sent");
        _told.Task.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task A_webhook_that_does_not_answer_is_given_up()
    {
        var late = await RunAsync(Settings("silent", "max-time = 1", "retry = 0"), "INSTANCE", "services", "BACKUP", "250");

        late.ExitCode.ShouldBe(69);
        late.StandardError.ShouldStartWith("notify-webhook: the webhook has not been told that services is BACKUP on ");
    }

    [Fact]
    public async Task A_missing_word_is_a_wrong_command_line() =>
        (await RunAsync(Settings("hook"), "INSTANCE", "services", "MASTER")).ExitCode.ShouldBe(64);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_webhook is not null)
            await _webhook.DisposeAsync();

        _stop.Dispose();
        _directory.Dispose();
    }

    private string Settings(string path, params string[] lines) =>
        _directory.Write("webhook.curl", string.Join('\n', lines.Prepend($"url = \"{_webhook?.Urls.Single()}/{path}\"")) + "\n");

    private static async Task<BufferedCommandResult> RunAsync(params string[] arguments)
    {
        using var limit = new TestLimit();
        return await Cli.Wrap(Script).WithArguments(arguments).WithValidation(CommandResultValidation.None).ExecuteBufferedAsync(limit.Token);
    }
}
