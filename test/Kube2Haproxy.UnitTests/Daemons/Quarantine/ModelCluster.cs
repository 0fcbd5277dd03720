using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Core.Status;
using Kube2Haproxy.Daemons;
using static Kube2Haproxy.UnitTests.Daemons.Quarantine.Texts;

namespace Kube2Haproxy.UnitTests.Daemons.Quarantine;

/// <summary>Services and templates that come and go at random, good ones and bad ones, and what must run of them.</summary>
internal sealed class ModelCluster(Random random)
{
    private readonly SortedDictionary<string, string> _services = [];
    private TemplateVersion _template = Version(1, "head");
    private TemplateVersion? _taken;
    private TemplateVersion? _refused;
    private bool _isOutsideBroken;

    /// <summary>What each Service has in the file.</summary>
    private Dictionary<string, IReadOnlyList<string>> _live = [];
    private string? _text;

    /// <summary>With the last template that was taken beside it, as whoever renders does.</summary>
    public HaproxyConfiguration Wanted() => Render(_template) with { Fallback = _taken is null || _taken.Equals(_template) ? null : Render(_taken) };

    public void Take(RenderInput input) => _taken = ((RenderInput.TemplateTaken)input).Template;

    /// <summary>As <see cref="Judges.Lines"/>, and what names the outside is bad while that is broken.</summary>
    public Verdict Judge(string text) => Judges.Lines(_isOutsideBroken ? text.Replace("outside", "bad", StringComparison.Ordinal) : text);

    public void Change()
    {
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            switch (random.Next(12))
            {
                case 0:
                    _template = Version(random.Next(1, 3), random.Next(4) == 0 ? "bad head" : $"head {random.Next(3)}");
                    break;
                case 1:
                    _isOutsideBroken = !_isOutsideBroken;
                    break;
                case 2:
                    _services.Remove($"s{random.Next(8)}");
                    break;
                default:
                    _services[$"s{random.Next(8)}"] = random.Next(8) switch
                    {
                        0 => "bad",
                        1 => "vague",
                        2 => "fault",
                        3 => "",
                        4 => $"outside {random.Next(3)}",
                        _ => $"good {random.Next(3)}",
                    };
                    break;
            }
        }
    }

    /// <summary>Nothing is wrong any more.</summary>
    public void Mend()
    {
        _isOutsideBroken = false;
        if (_template.Files["t"].Contains("bad", StringComparison.Ordinal))
            _template = Version(2, "head mended");
        foreach (var name in _services.Keys.ToList())
        {
            if (_services[name] is "bad" or "vague" or "fault")
                _services[name] = "mended";
        }
    }

    /// <summary>Whether this may be the file, with this told of it.</summary>
    public void Check(DaemonStatus status, string? text)
    {
        var wanted = Wanted();
        RenderedConfiguration applied = wanted;
        if (status.Fault?.StartsWith("The newest template", StringComparison.Ordinal) == true)
        {
            // There must be something in it that is refused, or was within the minute.
            applied = wanted.Fallback.ShouldNotBeNull();
            (_template.Equals(_refused) || IsHeadBad(wanted) || _services.Values.Any(one => !IsGood(one))).ShouldBeTrue(status.Fault);
            _refused = _template;
        }
        else if (status.Fault is not null)
        {
            // All of it is refused: nothing changes.
            (IsHeadBad(wanted) || _services.Values.All(one => !IsGood(one))).ShouldBeTrue(status.Fault);
            text.ShouldBe(_text);
            return;
        }

        IsHeadBad(applied).ShouldBeFalse();
        var held = status.Quarantined.ToDictionary(one => one.Service.Name);
        foreach (var (name, content) in _services)
        {
            if (content is "bad" or "vague" or "fault")
                held.ShouldContainKey(name);
            else if (!content.StartsWith("outside"))
                held.ShouldNotContainKey(name);
        }

        held.Keys.ShouldBeSubsetOf(_services.Keys);
        var now = _services.Keys.ToDictionary(name => name, name => Texts(applied, name));
        foreach (var (name, one) in held)
        {
            var last = _live.GetValueOrDefault(name, []);
            var canStay = last.Count == now[name].Count && last.Any(part => part.Length > 0);
            if (one.IsServed || !last.Any(part => part.Contains("outside")))
                one.IsServed.ShouldBe(canStay, $"{name}: {one.Complaint}");
            now[name] = one.IsServed ? last : last.All(part => part.Length == 0) && last.Count == now[name].Count ? last : [];
        }

        text.ShouldBe(Compose(applied, now));
        text!.ShouldNotContain("bad");
        text!.ShouldNotContain("vague");
        (_live, _text) = (now, text);
    }

    private static string Compose(RenderedConfiguration configuration, Dictionary<string, IReadOnlyList<string>> texts)
    {
        var next = texts.Keys.ToDictionary(name => name, _ => 0);
        return string.Concat(configuration.Fragments.Select(fragment => fragment.Service is not { Name: var name }
            ? fragment.Text
            : next[name]++ is var at && at < texts[name].Count ? texts[name][at] : ""));
    }

    private static IReadOnlyList<string> Texts(RenderedConfiguration configuration, string name) =>
        [.. configuration.Fragments.Where(fragment => fragment.Service == Name(name)).Select(fragment => fragment.Text)];

    private static bool IsHeadBad(RenderedConfiguration configuration) => configuration.Fragments[0].Text.StartsWith("bad", StringComparison.Ordinal);

    private static bool IsGood(string content) => content is not ("bad" or "vague" or "fault") && !content.StartsWith("outside", StringComparison.Ordinal);

    private static TemplateVersion Version(int blocks, string head) =>
        new("t", new Dictionary<string, string> { ["t"] = head, ["blocks"] = $"{blocks}" });

    private HaproxyConfiguration Render(TemplateVersion template) => new(
        [
            new Fragment(null, template.Files["t"] + "\n"),
            .. from block in Enumerable.Range(1, int.Parse(template.Files["blocks"]))
               from service in _services
               select service.Value == "fault"
                   ? new Fragment(Name(service.Key), "") { Fault = "no such member." }
                   : new Fragment(Name(service.Key), service.Value.Length == 0 ? "" : $"{service.Key} {block} {service.Value}\n"),
        ],
        [])
    {
        Template = template,
    };
}
