using System.Threading.Channels;
using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Rendering.Templates;
using Kube2Haproxy.TestSupport;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Kube2Haproxy.UnitTests.Rendering.Templates;

public sealed class TemplateWatchServiceTests : IAsyncDisposable
{
    private readonly TestLimit _limit = new();
    private readonly FakeTimeProvider _time = new();
    private readonly TemporaryDirectory _directory = new();
    private readonly Channel<RenderInput> _inputs = Channel.CreateUnbounded<RenderInput>();
    private readonly TemplateFiles _files;
    private readonly TemplateWatchService _service;

    public TemplateWatchServiceTests()
    {
        _files = TemplateFiles.Of(new HaproxyTemplateOptions { TemplateFile = _directory["main.liquid"] });
        _service = new([_files], _inputs.Writer, _time, NullLogger<TemplateWatchService>.Instance);
    }

    [Fact]
    public async Task A_change_of_the_template_or_of_what_it_includes_is_told_once()
    {
        _directory.Write("main.liquid", "{% include 'part' %}");
        _directory.Write("part.liquid", "one");
        Template.Load(_files);
        await _service.StartAsync(_limit.Token);

        _directory.Write("part.liquid", "two");
        await AdvanceUntil(() => _inputs.Reader.Count > 0);
        (await _inputs.Reader.ReadAsync(_limit.Token)).ShouldBeOfType<RenderInput.TemplatesChanged>();

        _directory.Write("main.liquid", "none");
        await AdvanceUntil(() => _inputs.Reader.Count > 0);
        _inputs.Reader.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_template_that_comes_to_be_is_told()
    {
        Should.Throw<TemplateException>(() => Template.Load(_files));
        await _service.StartAsync(_limit.Token);

        _directory.Write("main.liquid", "now");

        await AdvanceUntil(() => _inputs.Reader.Count > 0);
    }

    [Fact]
    public void A_file_that_is_written_with_the_same_text_has_not_changed()
    {
        _directory.Write("main.liquid", "same");
        Template.Load(_files);

        _directory.Write("main.liquid", "same");

        _files.Changed().ShouldBeFalse();
    }

    public async ValueTask DisposeAsync()
    {
        await _service.StopAsync(CancellationToken.None);
        _service.Dispose();
        _limit.Dispose();
        _directory.Dispose();
    }

    private async Task AdvanceUntil(Func<bool> condition)
    {
        while (!condition())
        {
            _limit.Token.ThrowIfCancellationRequested();
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
    }
}
