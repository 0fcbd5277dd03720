using System.Threading.Channels;
using Kube2Haproxy.Core.Rendered;

namespace Kube2Haproxy.Sources;

/// <summary>Where Services and endpoints come from.</summary>
/// <remarks>
/// The first message holds everything: a <c>Replaced</c> for Services and one for endpoints, in one
/// <see cref="RenderInput.ClusterChanged"/>. Until both have been read completely there is no message at all. A source that cannot
/// follow says so in its status and tries again; it never sends less than there is.
/// </remarks>
internal interface IClusterSource
{
    /// <summary>Follows the cluster until <paramref name="stop"/>. An exception, or an end before that, is a broken promise.</summary>
    Task RunAsync(ChannelWriter<RenderInput> output, CancellationToken stop);
}
