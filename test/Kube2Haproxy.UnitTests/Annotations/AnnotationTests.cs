using FsCheck;
using FsCheck.Xunit;
using Kube2Haproxy.Core.Annotations;
using Kube2Haproxy.Core.Cluster;
using static Kube2Haproxy.TestSupport.Cluster;

namespace Kube2Haproxy.UnitTests.Annotations;

public sealed class AnnotationTests
{
    private static readonly ServicePort[] Ports = [new("web", 80, TransportProtocol.Tcp), new("metrics", 9090, TransportProtocol.Tcp)];

    [Theory]
    [InlineData("mode=tcp", "tcp")]
    [InlineData("mode=http", "http")]
    [InlineData("balance=roundrobin", "roundrobin")]
    [InlineData("balance=leastconn", "leastconn")]
    [InlineData("balance=random", "random")]
    [InlineData("balance=source", "source")]
    [InlineData("balance=first", "first")]
    [InlineData("proxy-protocol=v1", "v1")]
    [InlineData("proxy-protocol=v2", "v2")]
    [InlineData("check=none", "none")]
    [InlineData("check=tcp", "tcp")]
    [InlineData("timeout-connect=1ms", "1ms")]
    [InlineData("timeout-client=576h", "2073600s")]
    [InlineData("timeout-server=1.5s", "1500ms")]
    [InlineData("timeout-tunnel=1m30s", "90s")]
    [InlineData("timeout-queue=1500000us", "1500ms")]
    [InlineData("maxconn=1", "1")]
    [InlineData("server-maxconn=1000000", "1000000")]
    public void A_right_value_is_read_in_the_form_of_HAProxy(string annotation, string value)
    {
        var settings = Service("x", ports: Ports).Annotated(annotation).Settings;

        Value(settings, "web", annotation.Split('=')[0]).ShouldBe(value);
        settings.Ignored.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("expose=True", "It must be true or false.")]
    [InlineData("mode=HTTP", "It must be tcp or http.")]
    [InlineData("mode= http", "It must be tcp or http.")]
    [InlineData("balance=static-rr", "It must be roundrobin, leastconn, random, source or first.")]
    [InlineData("balance=", "It must be roundrobin, leastconn, random, source or first.")]
    [InlineData("proxy-protocol=true", "It must be v1 or v2.")]
    [InlineData("check=yes", "It must be none, tcp or http.")]
    [InlineData("timeout-client=30", "It must be a duration from 1ms to 576h in whole milliseconds, such as 1m30s.")]
    [InlineData("timeout-client=0s", "It must be a duration from 1ms to 576h in whole milliseconds, such as 1m30s.")]
    [InlineData("timeout-client=577h", "It must be a duration from 1ms to 576h in whole milliseconds, such as 1m30s.")]
    [InlineData("timeout-client=24d", "It must be a duration from 1ms to 576h in whole milliseconds, such as 1m30s.")]
    [InlineData("timeout-client=1500us", "It must be a duration from 1ms to 576h in whole milliseconds, such as 1m30s.")]
    [InlineData("maxconn=0", "It must be a whole number from 1 to 1000000.")]
    [InlineData("maxconn=+5", "It must be a whole number from 1 to 1000000.")]
    [InlineData("server-maxconn=1e3", "It must be a whole number from 1 to 1000000.")]
    [InlineData("tiemout-client=5s", "There is no such annotation; did you mean kube2haproxy.io/timeout-client?")]
    [InlineData("snippet=x", "There is no such annotation; there are expose, mode, balance, ")]
    [InlineData("mode.wb=http", "There is no such port; did you mean kube2haproxy.io/mode.web?")]
    [InlineData("mode.grpc=http", "There is no such port; there are web, metrics.")]
    [InlineData("mode.=http", "There is no such port; there are web, metrics.")]
    [InlineData("mode.web.x=http", "There is no such port; there are web, metrics.")]
    [InlineData("check-path=/x", "It has no effect without kube2haproxy.io/check: http.")]
    [InlineData("check-interval=5s", "It has no effect without kube2haproxy.io/check: tcp or http.")]
    public void A_wrong_one_is_ignored_with_what_would_be_right(string annotation, string explanation)
    {
        var service = Service("x", ports: Ports).Annotated(annotation);

        var ignored = service.Settings.Ignored.ShouldHaveSingleItem();

        ignored.Service.ShouldBe(service.Name);
        ignored.Name.ShouldBe($"\"kube2haproxy.io/{annotation.Split('=')[0]}\"");
        ignored.Value.ShouldBe($"\"{annotation.Split('=')[1]}\"");
        ignored.Explanation.ShouldStartWith(explanation);
        Ports.ShouldAllBe(port => AnnotationTable.All.All(one => service.Settings.Of(port.Name)[one] == null));
    }

    [Theory]
    [InlineData("/", true)]
    [InlineData("/healthz/ready?full=1&a=b,c:d@e+f~_-.", true)]
    [InlineData("healthz", false)]
    [InlineData("/a b", false)]
    [InlineData("/a\nb", false)]
    [InlineData("/a%20b", false)]
    [InlineData("/a#b", false)]
    [InlineData("/a\"b", false)]
    [InlineData("/a\\b", false)]
    [InlineData("/$HOME", false)]
    [InlineData("/ü", false)]
    public void A_path_holds_nothing_that_HAProxy_would_read(string path, bool right)
    {
        var settings = Service("x", ports: Ports).Annotated("check=http", $"check-path={path}").Settings;

        Value(settings, "web", "check-path").ShouldBe(right ? path : null);
        settings.Ignored.Count.ShouldBe(right ? 0 : 1);
    }

    [Fact]
    public void A_path_has_an_end()
    {
        Service("x").Annotated("check=http", $"check-path=/{new string('a', 254)}").Settings.Ignored.ShouldBeEmpty();
        Service("x").Annotated("check=http", $"check-path=/{new string('a', 255)}").Settings.Ignored.ShouldHaveSingleItem();
    }

    [Fact]
    public void A_ports_own_value_wins_over_the_services()
    {
        var settings = Service("x", ports: Ports).Annotated("mode=http", "mode.metrics=tcp", "maxconn.web=5").Settings;

        (Value(settings, "web", "mode"), Value(settings, "metrics", "mode")).ShouldBe(("http", "tcp"));
        (Value(settings, "web", "maxconn"), Value(settings, "metrics", "maxconn")).ShouldBe(("5", null));
    }

    [Fact]
    public void A_wrong_value_of_a_port_leaves_it_the_services()
    {
        var settings = Service("x", ports: Ports).Annotated("mode=http", "mode.web=udp").Settings;

        Value(settings, "web", "mode").ShouldBe("http");
        settings.Ignored.ShouldHaveSingleItem();
    }

    [Fact]
    public void What_has_an_effect_at_one_port_is_not_ignored()
    {
        var settings = Service("x", ports: Ports).Annotated("check.web=http", "check-path=/x", "check-interval.metrics=5s").Settings;

        (Value(settings, "web", "check-path"), Value(settings, "metrics", "check-path")).ShouldBe(("/x", null));
        settings.Ignored.ShouldHaveSingleItem().Name.ShouldBe("\"kube2haproxy.io/check-interval.metrics\"");
    }

    [Fact]
    public void An_unnamed_port_has_the_services_values()
    {
        var settings = Service("x", ports: new ServicePort("", 80, TransportProtocol.Tcp)).Annotated("mode=http", "mode.web=tcp").Settings;

        Value(settings, "", "mode").ShouldBe("http");
        settings.Ignored.ShouldHaveSingleItem().Explanation.ShouldBe("There is no such port; the Service has no named one.");
    }

    [Fact]
    public void Annotations_of_others_are_none_of_ours()
    {
        var annotations = new Dictionary<string, string> { ["example.com/mode"] = "x", ["kube2haproxy.iox/mode"] = "x", ["mode"] = "x" };

        ServiceSettings.Read(new("a", "b"), annotations, Ports).ShouldBeSameAs(ServiceSettings.None);
    }

    [Fact]
    public void A_hostile_name_or_value_is_shown_harmless()
    {
        var ignored = Service("x").Annotated($"a\nb={new string('x', 500)}\u001b[2J").Settings.Ignored.ShouldHaveSingleItem();

        ignored.Name.ShouldBe("\"kube2haproxy.io/a\\u000ab\"");
        ignored.Value.Length.ShouldBe(103);
    }

    /// <summary>The reader takes the rows in order and asks for the needed one before.</summary>
    [Fact]
    public void A_needed_annotation_stands_above_the_one_that_needs_it_and_takes_the_values()
    {
        foreach (var (index, annotation) in AnnotationTable.All.Index().Where(one => one.Item.Needs is not null))
        {
            var needed = AnnotationTable.All.Take(index).Single(one => one.Name == annotation.Needs!.Value.Name);
            annotation.Needs!.Value.Values.ShouldAllBe(value => needed.Read(value) == value);
        }
    }

    [Property]
    public void No_text_throws_and_what_is_not_read_is_told(NonNull<string> name, NonNull<string> value)
    {
        var annotations = new Dictionary<string, string> { [AnnotationTable.Prefix + name.Get] = value.Get };

        var settings = ServiceSettings.Read(new("a", "b"), annotations, Ports);

        settings.Ignored.Count.ShouldBe(AnnotationTable.All.Any(one => Value(settings, "web", one.Name) is not null) ? 0 : 1);
    }

    private static string? Value(ServiceSettings settings, string port, string annotation) =>
        settings.Of(port)[AnnotationTable.Find(annotation)!];
}
