using System.Threading.Channels;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Rendering.Node;
using Kube2Haproxy.Rendering.Templates;

namespace Kube2Haproxy.Rendering;

/// <summary>One daemon's template, and the channel to the service that applies what it gives.</summary>
/// <remarks>
/// A template that cannot be read, parsed or rendered changes nothing: the one before stays in force. While the daemon has not taken what the
/// newest one gives, what the last one that it has taken gives goes with it.
/// </remarks>
/// <typeparam name="T">The daemon's message.</typeparam>
internal sealed class ConfigurationRenderer<T>(
    string daemon, TemplateFiles files, Func<NodeDevice, TemplateData> dataOn, Func<IReadOnlyList<Fragment>, IReadOnlyList<DateTimeOffset>, T> configuration,
    ChannelReader<T> untaken, ChannelWriter<T> output) : IConfigurationRenderer
    where T : RenderedConfiguration
{
    /// <summary>In a pause of days nobody takes any; more measurements of it say nothing new, and each rendering copies them.</summary>
    private const int MostHandedOn = 10_000;

    private readonly List<DateTimeOffset> _changes = [];
    private Template? _newest;
    private Template? _taken;
    private TemplateVersion? _takenVersion;
    private Template? _rendered;
    private string? _readFault;
    private T? _published;

    public void ReadTemplate()
    {
        try
        {
            _newest = Template.Load(files);
            _readFault = null;
        }
        catch (TemplateException fault)
        {
            (_newest, _readFault) = (null, fault.Message);
        }
    }

    public void Take(RenderInput.TemplateTaken taken)
    {
        if (taken.Daemon != daemon)
            return;

        _takenVersion = taken.Template;
        try
        {
            _taken = IsNewestTaken() ? _newest : Template.Load(files.At(taken.Template));
        }
        catch (TemplateException)
        {
            // Another version of this program has used it, and knew other filters.
        }
    }

    public string? Render(ClusterView view, NodeDevice device, IReadOnlyList<DateTimeOffset> changes)
    {
        _changes.AddRange(changes);
        var data = dataOn(device);
        var fault = _readFault;
        var newest = Render(_newest, view, data, ref fault);
        if (newest is not null)
            _rendered = _newest;

        // Perhaps only now: it is the same when it has included the same. Never the other way round: the kept one includes what was kept.
        if (IsNewestTaken())
            _taken = _newest;

        // What the one before has to complain of does not matter beside a fault of the newest.
        var other = "";
        var before = _taken ?? _rendered;
        var fallback = before == _newest ? null : Render(before, view, data, ref other);
        if ((newest is null ? fallback : newest with { Fallback = fallback }) is { } configuration)
            Publish(configuration);

        return fault;
    }

    private bool IsNewestTaken() => _newest is not null && _newest.Version.Equals(_takenVersion);

    private T? Render(Template? template, ClusterView view, TemplateData data, ref string? fault)
    {
        try
        {
            if (template?.Render(view, data) is not { } fragments)
                return null;

            // Where it fails for each Service, it is not a Service that is wrong.
            if (template.HasFaults && FaultOfAll(fragments, view) is { } wrong)
                throw new TemplateException(wrong);

            return configuration(fragments, []) with { Template = template.Version, HasFaults = template.HasFaults };
        }
        catch (TemplateException error)
        {
            fault ??= error.Message;
            return null;
        }
    }

    private static string? FaultOfAll(IEnumerable<Fragment> fragments, ClusterView view)
    {
        var faults = fragments.Where(static fragment => fragment.Fault is not null).DistinctBy(static fragment => fragment.Service).ToList();
        return faults.Count == view.Services.Count ? faults[0].Fault : null;
    }

    /// <summary>What nobody has taken yet gives way to this one, and its changes go with it, so that they are measured.</summary>
    private void Publish(T newest)
    {
        if (_published is null || !IsSame(newest, _published))
        {
            if (untaken.TryRead(out var unread))
                _changes.InsertRange(0, unread.Changes.Take(MostHandedOn));

            // The only writer has just made room, so this one is never the one that is dropped.
            _published = newest with { Changes = [.. _changes] };
            output.TryWrite(_published);
        }

        _changes.Clear();
    }

    /// <summary>A fallback that is needed no more is no news.</summary>
    private static bool IsSame(RenderedConfiguration now, RenderedConfiguration before) =>
        now.Fragments.SequenceEqual(before.Fragments) && Equals(now.Template, before.Template)
        && (now.Fallback is null || (before.Fallback is not null && IsSame(now.Fallback, before.Fallback)));
}
