using System.Threading.Channels;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Core.Rendered;
using Kube2Haproxy.Rendering.Node;
using Kube2Haproxy.Rendering.Templates;

namespace Kube2Haproxy.Rendering;

/// <summary>One daemon's template, and the channel to the service that applies what it gives.</summary>
/// <remarks>A template that cannot be read, parsed or rendered changes nothing: the one before stays in force.</remarks>
/// <typeparam name="T">The daemon's message.</typeparam>
internal sealed class ConfigurationRenderer<T>(
    TemplateFiles files, Func<NodeDevice, TemplateData> dataOn, Func<IReadOnlyList<Fragment>, IReadOnlyList<DateTimeOffset>, T> configuration,
    ChannelReader<T> untaken, ChannelWriter<T> output) : IConfigurationRenderer
    where T : RenderedConfiguration
{
    private readonly List<DateTimeOffset> _changes = [];
    private Template? _inForce;
    private Template? _newest;
    private string? _readFault;
    private IReadOnlyList<Fragment>? _published;

    public void ReadTemplate()
    {
        try
        {
            _newest = Template.Load(files);
            _readFault = null;
        }
        catch (TemplateException fault)
        {
            _readFault = fault.Message;
        }
    }

    public string? Render(ClusterView view, NodeDevice device, IReadOnlyList<DateTimeOffset> changes)
    {
        _changes.AddRange(changes);
        var data = dataOn(device);
        var fault = _readFault;
        var fragments = Render(_newest, view, data, ref fault);
        if (fragments is not null)
            _inForce = _newest;
        else if (_inForce != _newest)
            fragments = Render(_inForce, view, data, ref fault);

        if (fragments is not null)
            Publish(fragments);

        return fault;
    }

    private static IReadOnlyList<Fragment>? Render(Template? template, ClusterView view, TemplateData data, ref string? fault)
    {
        try
        {
            var fragments = template?.Render(view, data);
            return fragments?.FirstOrDefault(static fragment => fragment.Fault is not null) is { Fault: { } wrong }
                ? throw new TemplateException(wrong)
                : fragments;
        }
        catch (TemplateException error)
        {
            // The first fault is the one to mend: the template in force fails only after the newest one has.
            fault ??= error.Message;
            return null;
        }
    }

    /// <summary>What nobody has taken yet gives way to this one, and its changes go with it: none loses its measurement.</summary>
    private void Publish(IReadOnlyList<Fragment> fragments)
    {
        if (_published is null || !fragments.SequenceEqual(_published))
        {
            if (untaken.TryRead(out var unread))
                _changes.InsertRange(0, unread.Changes);

            // The only writer has just made room, so this one is never the one that is dropped.
            output.TryWrite(configuration(fragments, [.. _changes]));
            _published = fragments;
        }

        _changes.Clear();
    }
}
