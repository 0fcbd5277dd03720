using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Core.Status;

namespace Kube2Haproxy.UnitTests.Status;

public sealed class ClusterStatusTests
{
    [Fact]
    public void An_empty_cluster_that_has_been_rendered_is_not_the_start()
    {
        ClusterStatus.Starting.IsStarting.ShouldBeTrue();
        new ClusterStatus(new ClusterStore().View(new()), null).IsStarting.ShouldBeFalse();
    }
}
