using System.Net;
using FsCheck;
using FsCheck.Xunit;
using Kube2Haproxy.Core.Cluster;
using static Kube2Haproxy.TestSupport.Cluster;

namespace Kube2Haproxy.UnitTests.Cluster;

/// <summary>A store computes only what has changed: its views are those of one that computes all, and share what is the same.</summary>
public sealed class KeptViewTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    private readonly ExposureRules _rules = new();
    private readonly ClusterStore _store = new();

    [Property(MaxTest = 200)]
    public void After_every_change_the_view_is_that_of_a_fresh_store(DoNotSize<int> seed) => Follow(seed, (history, view, _) =>
        ViewText.Of(view).ShouldBe(ViewText.Of(history.Fresh().View(history.Rules))));

    [Property(MaxTest = 200)]
    public void What_says_the_same_is_the_same_instance_and_nothing_else_is(DoNotSize<int> seed) => Follow(seed, (_, view, before) =>
    {
        AreSame(before, view).ShouldBeTrue();
        AreSame(before.Services, view.Services).ShouldBeTrue();
        AreSame(before.VirtualAddresses, view.VirtualAddresses).ShouldBeTrue();
        AreSame(before.Skipped, view.Skipped).ShouldBeTrue();
        AreSame(before.IgnoredAnnotations, view.IgnoredAnnotations).ShouldBeTrue();
        AreSame(before.Assignments, view.Assignments).ShouldBeTrue();
        foreach (var (then, now) in before.Services.Join(view.Services, Name, Name, ValueTuple.Create))
            AreSame(then, now).ShouldBeTrue();

        static NamespacedName Name(ExposedService one) => one.Service.Name;
    });

    [Property]
    public void A_view_that_was_handed_out_stays_as_it_was(DoNotSize<int> seed)
    {
        var seen = new List<(ClusterView View, string Text)>();

        Follow(seed, (_, view, _) => seen.Add((view, ViewText.Of(view))));

        seen.ShouldAllBe(one => ViewText.Of(one.View) == one.Text);
    }

    [Fact]
    public void Changed_endpoints_make_a_new_instance_of_their_service_alone()
    {
        var before = View(
            new Replaced<Service>([Service("a"), Service("b", "10.0.0.2"), Service("c", null).Annotated("mode=no")]),
            new Replaced<ServiceEndpoints>([EndpointsOf("a", "10.1.0.1:80"), EndpointsOf("b", "10.1.0.2:80")]));

        var view = View(new Upserted<ServiceEndpoints>(EndpointsOf("b", "10.1.0.3:80"), Now));

        view.Services[0].ShouldBeSameAs(before.Services[0]);
        view.Services[1].Ports[0].Servers.ShouldHaveSingleItem().Address.ShouldBe(IPAddress.Parse("10.1.0.3"));
        before.Services[1].Ports[0].Servers.ShouldHaveSingleItem().Address.ShouldBe(IPAddress.Parse("10.1.0.2"));
        view.VirtualAddresses.ShouldBeSameAs(before.VirtualAddresses);
        view.Skipped.ShouldBeSameAs(before.Skipped);
        view.IgnoredAnnotations.ShouldBeSameAs(before.IgnoredAnnotations);
    }

    [Fact]
    public void A_list_that_says_what_is_known_gives_the_same_view()
    {
        ClusterDelta[] List(string version) =>
        [
            new Replaced<Service>([Service("a").Annotated("mode=http") with { ResourceVersion = version }, Service("b", null)]),
            new Replaced<ServiceEndpoints>([EndpointsOf("a", "10.1.0.2:80", "10.1.0.1:80")]),
        ];
        var before = View(List("1"));

        View(List("2")).ShouldBeSameAs(before);
    }

    [Theory]
    [InlineData("labels")]
    [InlineData("annotations")]
    [InlineData("uid")]
    public void What_a_template_or_an_endpoint_may_look_at_makes_a_new_instance(string changed)
    {
        var before = View(new Replaced<Service>([Service("a")]));

        var view = View(new Upserted<Service>(
            changed switch
            {
                "labels" => Service("a") with { Labels = new Dictionary<string, string> { ["a"] = "b" } },
                "annotations" => Service("a") with { Annotations = new Dictionary<string, string> { ["a"] = "b" } },
                _ => Service("a") with { Uid = "u" },
            },
            Now));

        view.Services[0].ShouldNotBeSameAs(before.Services[0]);
    }

    [Fact]
    public void An_older_rival_takes_the_port_and_gives_it_back()
    {
        var before = View(new Replaced<Service>([Service("young"), Service("other", "10.0.0.2")]));

        var taken = View(new Upserted<Service>(Service("old", age: 1), Now));
        var back = View(new Deleted<Service>(new("default", "old"), Now));

        taken.Services.Select(one => one.Service.Name.Name).ShouldBe(["old", "other"]);
        taken.Skipped.ShouldHaveSingleItem().What.ShouldBe("default/young at 10.0.0.1 port 80");
        taken.VirtualAddresses.ShouldBeSameAs(before.VirtualAddresses);
        back.Services.Select(one => one.Service.Name.Name).ShouldBe(["other", "young"]);
        back.Skipped.ShouldBeEmpty();
    }

    [Fact]
    public void A_younger_rival_leaves_the_owner_as_it_is()
    {
        var before = View(new Replaced<Service>([Service("old", age: 1)]));

        var view = View(new Upserted<Service>(Service("young"), Now));

        view.Services.ShouldHaveSingleItem().ShouldBeSameAs(before.Services[0]);
        view.Skipped.ShouldHaveSingleItem().Reason.ShouldBe(SkipReason.Conflict);
    }

    private ClusterView View(params ClusterDelta[] deltas)
    {
        foreach (var delta in deltas)
            _store.Apply(delta);

        return _store.View(_rules);
    }

    /// <summary>Changes come alone, or several at once.</summary>
    private static void Follow(DoNotSize<int> seed, Action<RandomHistory, ClusterView, ClusterView> look)
    {
        var history = new RandomHistory(seed.Item);
        var random = new Random(seed.Item);
        var store = new ClusterStore();
        var before = store.View(history.Rules);
        for (var i = 0; i < 60; i++)
        {
            foreach (var delta in history.Next())
                store.Apply(delta);

            if (random.Next(3) == 0)
                continue;

            var view = store.View(history.Rules);
            look(history, view, before);
            before = view;
        }
    }

    private static bool AreSame(object before, object now) => ReferenceEquals(before, now) == (ViewText.Of(before) == ViewText.Of(now));
}
