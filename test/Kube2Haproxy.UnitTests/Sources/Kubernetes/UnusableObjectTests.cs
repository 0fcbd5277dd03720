using System.Buffers;
using System.Text;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Sources.Kubernetes;
using Microsoft.Extensions.Time.Testing;

namespace Kube2Haproxy.UnitTests.Sources.Kubernetes;

/// <summary>Objects that cannot be used: told by name, their last good state stays, and they neither stop nor hide others.</summary>
public sealed class UnusableObjectTests
{
    private static readonly string[] Bad =
    [
        """{"metadata":{NAME},"spec":{"ports":[{"port":"http"}]} }""",
        """{"metadata":{NAME},"spec":{"ports":[{"port":99999}]} }""",
        """{"metadata":{NAME},"spec":{"ports":[{"port":80,"protocol":"QUIC"}]} }""",
        """{"metadata":{NAME},"spec":{"type":"Anycast","ports":[{"port":80}]} }""",
        """{"metadata":{NAME},"spec":{"ports":{} } }""",
        """{"metadata":{NAME,"labels":[]},"spec":{} }""",
        """{"metadata":{NAME,"creationTimestamp":"yesterday"},"spec":{} }""",
        """{"metadata":{NAME,"labels":{"x":"\ud800"}},"spec":{} }""",
        """{"metadata":{NAME},"spec":7}""",
    ];

    private readonly EventReader<Service> _reader;
    private readonly KnownObjects<Service> _known;
    private readonly List<ClusterDelta> _deltas = [];
    private readonly List<string> _log = [];

    public UnusableObjectTests()
    {
        _known = TestReaders.Services(new FakeTimeProvider(), new LogList(_log));
        _reader = new EventReader<Service>(ApiResources.Services, _known) { ResourceVersion = "10" };
    }

    public static TheoryData<string> Objects() => [.. Bad];

    [Theory]
    [MemberData(nameof(Objects))]
    public void One_in_a_watch_is_reported_once_and_mended_by_the_next_good_version(string json)
    {
        Take(Event("ADDED", TestReaders.Service("a", 11)));

        Take(Event("MODIFIED", Named(json, "a", 12)), Event("MODIFIED", Named(json, "a", 13)));
        Take(Event("ADDED", TestReaders.Service("b", 14)));

        _deltas.Count.ShouldBe(2);
        _log.ShouldHaveSingleItem().ShouldContain("default/a of services");
        Names().ShouldBe(["a", "b"]);

        Take(Event("MODIFIED", TestReaders.Service("a", 15, port: "81")));
        _deltas[^1].ShouldBeOfType<Upserted<Service>>().Current.Ports[0].Port.ShouldBe(81);

        // It is news again when it comes back.
        Take(Event("MODIFIED", Named(json, "a", 16)));
        _log.Count.ShouldBe(2);
    }

    [Theory]
    [MemberData(nameof(Objects))]
    public void One_that_is_deleted_is_gone(string json)
    {
        Take(Event("ADDED", TestReaders.Service("a", 11)), Event("MODIFIED", Named(json, "a", 12)), Event("DELETED", Named(json, "a", 13)));

        _deltas[^1].ShouldBeOfType<Deleted<Service>>().Name.Name.ShouldBe("a");
        Names().ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Objects))]
    public void One_in_a_list_is_reported_once_keeps_its_state_and_goes_when_no_list_holds_it(string json)
    {
        _known.Listed(TestReaders.List(TestReaders.Service("a")).Items);

        for (var i = 0; i < 3; i++)
            _known.Listed(TestReaders.List(Named(json, "a", 12), TestReaders.Service("b")).Items);

        _log.ShouldHaveSingleItem().ShouldContain("default/a of services");
        Names().ShouldBe(["a", "b"]);

        _known.Listed(TestReaders.List(TestReaders.Service("b")).Items);
        Names().ShouldBe(["b"]);

        // What is forgotten is news when it comes back, and has no state any more.
        _known.Listed(TestReaders.List(Named(json, "a", 13)).Items);
        _log.Count.ShouldBe(2);
        Names().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"spec":{"ports":[{"port":80}]} }""")]
    [InlineData("""{"metadata":{"name":7,"namespace":"default","resourceVersion":"12"} }""")]
    [InlineData("""{"metadata":{"name":"\udc00","namespace":"default","resourceVersion":"12"} }""")]
    [InlineData("null")]
    [InlineData("[]")]
    public void One_that_does_not_say_which_it_is_ends_the_watch_and_empties_no_list(string json)
    {
        Take(Event("ADDED", TestReaders.Service("a", 11)));

        var bytes = TestReaders.Bytes(Event("MODIFIED", json));
        _reader.Take(ref bytes, TestReaders.Request, _deltas).ShouldNotBeNull().Kind.ShouldBe(ApiFaultKind.Unreadable);
        _known.Listed(TestReaders.List(json, TestReaders.Service("b")).Items);

        Names().ShouldBe(["a", "b"]);
        _log.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("""{"\ud800":1,"type":"ADDED","object":{}}""")]
    [InlineData("""{"type":"\ud800","object":{}}""")]
    [InlineData("""{"type":"ADDED","object":{"\ud800":{},"metadata":{"name":"\ud800"}}}""")]
    public void Text_that_is_no_Unicode_ends_the_watch_and_not_the_service(string line)
    {
        var bytes = TestReaders.Bytes(line + "\n");

        _reader.Take(ref bytes, TestReaders.Request, _deltas).ShouldNotBeNull().Kind.ShouldBe(ApiFaultKind.Unreadable);
    }

    [Theory]
    [InlineData("name", true)]
    [InlineData("label", false)]
    public void Bytes_that_are_no_UTF_8_are_a_bad_object_or_a_bad_watch(string where, bool isNameless)
    {
        var (name, label) = where == "name" ? ("?", "y") : ("a", "?");
        var json = Event("MODIFIED", TestReaders.Service(name, 12).Replace(
            "\"resourceVersion\"", $"\"labels\":{{\"x\":\"{label}\"}},\"resourceVersion\"", StringComparison.Ordinal));
        var bytes = Encoding.UTF8.GetBytes(json);
        bytes[Array.IndexOf(bytes, (byte)'?')] = 0xff;
        Take(Event("ADDED", TestReaders.Service("a", 11)));

        var arrived = new ReadOnlySequence<byte>(bytes);
        var fault = _reader.Take(ref arrived, TestReaders.Request, _deltas);

        (fault?.Kind == ApiFaultKind.Unreadable).ShouldBe(isNameless);
        Names().ShouldBe(["a"]);
    }

    [Theory]
    [InlineData("\ud800")]
    [InlineData("metadata")]
    public void A_list_that_is_no_Unicode_is_no_list(string property)
    {
        var name = property == "metadata" ? property : """\ud800""";
        var json = $$$"""{"{{{name}}}":{"resourceVersion":"\udc00"},"items":[]}""";

        Should.Throw<System.Text.Json.JsonException>(() => ListPage<Service>.Parse(TestReaders.Bytes(json), ApiResources.Services));
    }

    [Fact]
    public void A_line_without_end_ends_the_watch()
    {
        var arrived = new ReadOnlySequence<byte>(new byte[Lines.Longest + 1]);

        _reader.Take(ref arrived, TestReaders.Request, _deltas).ShouldNotBeNull().Explanation.ShouldContain("longer than");
    }

    private static string Event(string type, string json) => TestReaders.Event(type, json);

    private static string Named(string json, string name, int version) =>
        json.Replace("NAME", $"\"name\":\"{name}\",\"namespace\":\"default\",\"resourceVersion\":\"{version}\"", StringComparison.Ordinal);

    private void Take(params string[] events)
    {
        var bytes = TestReaders.Bytes(string.Concat(events));
        _reader.Take(ref bytes, TestReaders.Request, _deltas).ShouldBeNull();
    }

    private IEnumerable<string> Names() => _known.All.Objects.Select(service => service.Name.Name).Order();
}
