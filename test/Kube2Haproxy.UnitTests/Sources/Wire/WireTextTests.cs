using System.Buffers;
using System.Net;
using System.Text;
using System.Text.Json;
using Kube2Haproxy.Sources.Wire;

namespace Kube2Haproxy.UnitTests.Sources.Wire;

public sealed class WireTextTests
{
    [Theory]
    [InlineData("node-1")]
    [InlineData("")]
    [InlineData("n\u00f6de")]
    public void A_text_that_comes_again_is_the_same_string(string text)
    {
        var first = Endpoint($$"""{"nodeName":"{{text}}"}""").NodeName;
        var second = Endpoint($$"""{"nodeName":"{{text}}"}""").NodeName;

        first.ShouldBe(text);
        second.ShouldBeSameAs(first);
    }

    [Fact]
    public void Texts_that_share_a_slot_stay_apart()
    {
        // Far more than there are slots.
        for (var i = 0; i < 20_000; i++)
            Endpoint($$"""{"nodeName":"node-{{i}}"}""").NodeName.ShouldBe($"node-{i}");
    }

    [Theory]
    [InlineData("null", null)]
    [InlineData(""" "node\u002d1" """, "node-1")]
    [InlineData(""" "no\"de" """, "no\"de")]
    public void Null_and_escapes_are_read_as_json_has_them(string json, string? text)
    {
        Endpoint($$"""{"nodeName":{{json}}}""").NodeName.ShouldBe(text);
        Endpoint($$"""{"nodeName":{{json}}}""").NodeName.ShouldBe(text);
    }

    [Fact]
    public void A_text_longer_than_any_name_is_read_whole()
    {
        var text = new string('a', 1000);

        Endpoint($$"""{"nodeName":"{{text}}"}""").NodeName.ShouldBe(text);
    }

    [Theory]
    [InlineData("7")]
    [InlineData("{}")]
    public void What_is_no_text_is_refused_with_its_place(string json) =>
        Should.Throw<JsonException>(() => Endpoint($$"""{"nodeName":{{json}}}""")).Path.ShouldBe("$.endpoints[0].nodeName");

    [Theory]
    [InlineData("10.1.2.3", "10.1.2.3")]
    [InlineData("fd00::1", "fd00::1")]
    [InlineData("10\\u002e1.2.3", "10.1.2.3")]
    public void An_address_is_read(string json, string address)
    {
        var read = Endpoint($$"""{"addresses":["{{json}}"]}""").Addresses.ShouldHaveSingleItem();

        read.ShouldBe(new WireAddress(IPAddress.Parse(address), null));
    }

    [Theory]
    [InlineData("10.1")]
    [InlineData("010.0.0.1")]
    [InlineData("fe80::1%eth0")]
    [InlineData("[fd00::1]")]
    [InlineData("0.0.0.0")]
    [InlineData("web.example.com")]
    [InlineData("")]
    public void What_is_no_address_is_kept_to_be_told(string text) =>
        Endpoint($$"""{"addresses":["{{text}}"]}""").Addresses.ShouldHaveSingleItem().ShouldBe(new WireAddress(null, text));

    [Fact]
    public void Texts_and_addresses_across_the_border_of_two_buffers_are_read_whole()
    {
        var json = """{"endpoints":[{"addresses":["10.1.2.3"],"nodeName":"node-1"}]}"""u8.ToArray();
        for (var border = 1; border < json.Length; border++)
        {
            var first = new Segment(json.AsMemory(0, border), null, 0);
            var last = new Segment(json.AsMemory(border), first, border);
            var reader = new Utf8JsonReader(new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length));

            var endpoint = JsonSerializer.Deserialize(ref reader, WireJson.Default.WireEndpointSlice)!.Endpoints![0]!;

            endpoint.NodeName.ShouldBe("node-1");
            endpoint.Addresses.ShouldBe([new WireAddress(IPAddress.Parse("10.1.2.3"), null)]);
        }
    }

    private static WireEndpointSlice.SliceEndpoint Endpoint(string json) =>
        JsonSerializer.Deserialize(Encoding.UTF8.GetBytes($$"""{"endpoints":[{{json}}]}"""), WireJson.Default.WireEndpointSlice)!.Endpoints![0]!;

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? previous, long index)
        {
            Memory = memory;
            RunningIndex = index;
            if (previous is not null)
                previous.Next = this;
        }
    }
}
