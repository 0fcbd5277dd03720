using System.Buffers;
using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Sources.Kubernetes;
using Microsoft.Extensions.Time.Testing;

namespace Kube2Haproxy.UnitTests.Sources.Kubernetes;

public sealed class EventReaderTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly KnownObjects<Service> _known;
    private readonly EventReader<Service> _reader;
    private readonly List<ClusterDelta> _deltas = [];

    public EventReaderTests()
    {
        _known = TestReaders.Services(_time);
        _reader = new EventReader<Service>(ApiResources.Services, _known) { ResourceVersion = "10" };
    }

    [Fact]
    public void Events_become_deltas_in_their_order()
    {
        var fault = Take(
            TestReaders.Event("ADDED", TestReaders.Service("a", 11))
            + TestReaders.Event("MODIFIED", TestReaders.Service("a", 12))
            + TestReaders.Event("DELETED", TestReaders.Service("a", 13)));

        fault.ShouldBeNull();
        _deltas.Count.ShouldBe(3);
        _deltas[0].ShouldBeOfType<Upserted<Service>>().ChangedAt.ShouldBe(_time.GetUtcNow());
        _deltas[1].ShouldBeOfType<Upserted<Service>>();
        _deltas[2].ShouldBe(new Deleted<Service>(new("default", "a"), _time.GetUtcNow()));
        _reader.ResourceVersion.ShouldBe("13");
    }

    [Fact]
    public void The_order_of_an_event_s_members_does_not_matter()
    {
        Take($$"""{"object":{{TestReaders.Service("a")}},"more":{"type":1},"type":"ADDED"}""" + "\n").ShouldBeNull();

        _deltas.ShouldHaveSingleItem();
    }

    [Fact]
    public void A_bookmark_only_moves_on()
    {
        Take(TestReaders.Event("BOOKMARK", """{"kind":"Service","metadata":{"resourceVersion":"99"},"spec":{"ports":"odd"}}""")).ShouldBeNull();

        _deltas.ShouldBeEmpty();
        _reader.ResourceVersion.ShouldBe("99");
    }

    [Fact]
    public void Half_a_line_is_left_for_later()
    {
        var whole = TestReaders.Event("ADDED", TestReaders.Service("a"));
        var arrived = TestReaders.Bytes(whole + whole[..20]);

        _reader.Take(ref arrived, TestReaders.Request, _deltas).ShouldBeNull();

        _deltas.ShouldHaveSingleItem();
        arrived.Length.ShouldBe(20);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    public void Events_may_be_split_anywhere(int size)
    {
        var bytes = TestReaders.Bytes(
            TestReaders.Event("ADDED", TestReaders.Service("a", 11)) + "\r\n" + TestReaders.Event("DELETED", TestReaders.Service("a", 12)));
        var first = new Segment(bytes.First[..Math.Min(size, bytes.First.Length)], 0);
        var last = first;
        for (var start = size; start < bytes.Length; start += size)
            last = last.Append(bytes.Slice(start, Math.Min(size, bytes.Length - start)).First);
        var split = new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);

        _reader.Take(ref split, TestReaders.Request, _deltas).ShouldBeNull();

        _deltas.Count.ShouldBe(2);
        split.IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void An_object_that_cannot_be_read_neither_ends_the_watch_nor_vanishes()
    {
        Take(TestReaders.Event("ADDED", TestReaders.Service("a", 11))
            + TestReaders.Event("MODIFIED", TestReaders.Service("a", 12, port: "\"http\""))
            + TestReaders.Event("MODIFIED", TestReaders.Service("a", 13, port: "99999"))
            + TestReaders.Event("ADDED", TestReaders.Service("b", 14))).ShouldBeNull();

        _deltas.Count.ShouldBe(2);
        _known.All.Objects.Select(service => service.Name.Name).ShouldBe(["a", "b"], ignoreOrder: true);
        _reader.ResourceVersion.ShouldBe("14");
    }

    [Fact]
    public void An_object_that_cannot_be_read_can_still_be_deleted()
    {
        Take(TestReaders.Event("ADDED", TestReaders.Service("a", 11))
            + TestReaders.Event("DELETED", TestReaders.Service("a", 12, port: "\"http\""))).ShouldBeNull();

        _deltas[^1].ShouldBeOfType<Deleted<Service>>();
    }

    [Theory]
    [InlineData("""{"type":"MODIFIED","object":{"kind":}}""")]
    [InlineData("""{"type":"RENAMED","object":{}}""")]
    [InlineData("""{"type":"ADDED"}""")]
    [InlineData("""{"type":"ADDED","object":null}""")]
    [InlineData("""{"type":"ADDED","object":{"spec":{} } }""")]
    [InlineData("""{"type":"DELETED","object":{} }""")]
    [InlineData("""{"type":3,"object":{} }""")]
    [InlineData("""[]""")]
    [InlineData("<html>")]
    public void A_line_that_may_hide_a_change_ends_the_watch(string line)
    {
        var fault = Take(TestReaders.Event("ADDED", TestReaders.Service("a", 11)) + line + "\n");

        fault.ShouldNotBeNull().Kind.ShouldBe(ApiFaultKind.Unreadable);
        _deltas.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("""{"kind":"Status","code":410,"reason":"Expired"}""", nameof(ApiFaultKind.Expired))]
    [InlineData("""{"kind":"Status","code":410}""", nameof(ApiFaultKind.Expired))]
    [InlineData("""{"kind":"Status","reason":"Gone"}""", nameof(ApiFaultKind.Expired))]
    [InlineData("""{"kind":"Status","code":500}""", nameof(ApiFaultKind.Refused))]
    [InlineData("""{"kind":"Status","code":429,"details":{"retryAfterSeconds":7}}""", nameof(ApiFaultKind.Overloaded))]
    [InlineData("{}", nameof(ApiFaultKind.Refused))]
    public void An_error_event_ends_the_watch_with_its_status(string status, string kind) =>
        Take(TestReaders.Event("ERROR", status)).ShouldNotBeNull().Kind.ToString().ShouldBe(kind);

    [Fact]
    public void An_event_that_goes_back_in_time_is_refused()
    {
        var fault = Take(TestReaders.Event("ADDED", TestReaders.Service("a", 9)));

        fault.ShouldNotBeNull().Explanation.ShouldContain("went back from 10 to 9");
        _deltas.ShouldBeEmpty();
        _reader.ResourceVersion.ShouldBe("10");
    }

    [Fact]
    public void An_event_without_a_version_is_refused()
    {
        Take(TestReaders.Event("ADDED", TestReaders.Service("a", 11)));

        Take(TestReaders.Event("DELETED", """{"metadata":{"name":"a","namespace":"default"} }"""))
            .ShouldNotBeNull().Explanation.ShouldContain("does not say its resourceVersion");
        _known.All.Objects.ShouldHaveSingleItem();
    }

    [Fact]
    public void A_bookmark_that_goes_back_in_time_is_refused()
    {
        Take(TestReaders.Event("BOOKMARK", """{"kind":"Service","metadata":{"resourceVersion":"9"} }"""))
            .ShouldNotBeNull().Kind.ShouldBe(ApiFaultKind.Unreadable);
        _reader.ResourceVersion.ShouldBe("10");
    }

    [Fact]
    public void An_object_that_is_created_again_is_not_deleted_by_the_end_of_the_one_before_it()
    {
        Take(TestReaders.Event("ADDED", Incarnation("first", 11))
            + TestReaders.Event("DELETED", Incarnation("first", 12))
            + TestReaders.Event("ADDED", Incarnation("second", 13))).ShouldBeNull();

        Take(TestReaders.Event("DELETED", Incarnation("first", 14))).ShouldNotBeNull().Explanation.ShouldContain("has replaced");

        _known.All.Objects.ShouldHaveSingleItem().Uid.ShouldBe("second");
    }

    [Fact]
    public void An_object_that_is_created_again_in_an_unusable_form_can_be_deleted()
    {
        Take(TestReaders.Event("ADDED", Incarnation("first", 11))
            + TestReaders.Event("ADDED", Incarnation("second", 13, port: "0"))
            + TestReaders.Event("DELETED", Incarnation("second", 14, port: "0"))).ShouldBeNull();

        _known.All.Objects.ShouldBeEmpty();
    }

    private static string Incarnation(string uid, int version, string port = "80") =>
        TestReaders.Service("a", version, port).Replace("\"name\"", $"\"uid\":\"{uid}\",\"name\"", StringComparison.Ordinal);

    private ApiFault? Take(string text)
    {
        var arrived = TestReaders.Bytes(text);
        return _reader.Take(ref arrived, TestReaders.Request, _deltas);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long index)
        {
            Memory = memory;
            RunningIndex = index;
        }

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
