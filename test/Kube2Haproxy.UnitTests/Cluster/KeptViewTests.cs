using FsCheck;
using FsCheck.Xunit;
using Kube2Haproxy.Core.Cluster;

namespace Kube2Haproxy.UnitTests.Cluster;

/// <summary>A store computes only what has changed. Its views must be those of one that computes everything, and share what is the same.</summary>
public sealed class KeptViewTests
{
    [Property(MaxTest = 200)]
    public void After_every_change_the_view_is_that_of_a_fresh_store(DoNotSize<int> seed)
    {
        var history = new RandomHistory(seed.Item);
        var random = new Random(seed.Item);
        var store = new ClusterStore();
        for (var i = 0; i < 60; i++)
        {
            foreach (var delta in history.Next())
                store.Apply(delta);

            // Changes come alone, or several at once.
            if (random.Next(3) > 0)
                ViewText.Of(store.View(history.Rules)).ShouldBe(ViewText.Of(history.Fresh().View(history.Rules)), $"after change {i}");
        }
    }
}
