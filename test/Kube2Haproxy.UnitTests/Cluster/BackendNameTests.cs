using System.Net.Sockets;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Kube2Haproxy.Core.Cluster;

namespace Kube2Haproxy.UnitTests.Cluster;

public sealed class BackendNameTests
{
    private static readonly string Long = new('n', 63);

    [Theory]
    [InlineData("shop", "web", "http", 80, "shop_web_http")]
    [InlineData("shop", "web", "", 80, "shop_web_80")]
    [InlineData("shop", "web", "80", 8080, "shop_web_-80")]
    [InlineData("shop", "web", "8-0", 8080, "shop_web_8-0")]
    public void A_backend_is_named_after_its_namespace_service_and_port(string ns, string service, string name, int port, string backend)
    {
        Of(ns, service, name, port).ShouldBe(backend);
        Of(ns, service, name, port, AddressFamily.InterNetworkV6).ShouldBe(backend + "_v6");
    }

    [Fact]
    public void A_long_name_keeps_its_beginning_and_ends_with_a_hash_of_the_whole()
    {
        var name = Of(Long, Long, Long);

        name.Length.ShouldBe(ShortName.Longest);
        name.ShouldStartWith(Long + "_nnn");
        name[87..].ShouldMatch("^:[0-9a-f]{32}$");
        name.ShouldBe(Of(Long, Long, Long));
        name.ShouldNotBe(Of(Long, Long, Long, family: AddressFamily.InterNetworkV6));
        name.ShouldNotBe(Of(Long, Long, Long[1..]));
    }

    /// <summary>Labels of few characters, so that many look alike, and as long as may be; unnamed ports beside digits.</summary>
    [Property(MaxTest = 50)]
    public Property Different_ports_have_different_names_which_are_legal_and_short()
    {
        var label = Gen.OneOf(Label(1), Label(3), Label(63));
        var port = from ns in label
                   from service in label
                   from name in Gen.OneOf(Gen.Constant(""), label)
                   from number in Gen.Elements(1, 8, 80, 808, 65535)
                   from family in Gen.Elements(AddressFamily.InterNetwork, AddressFamily.InterNetworkV6)
                   select (ns, service, name, number: name.Length == 0 ? number : 0, family);
        return Prop.ForAll(port.ListOf(200).ToArbitrary(), ports =>
        {
            var different = ports.Distinct().ToList();
            var names = different.ConvertAll(one => Of(one.ns, one.service, one.name, one.number, one.family));

            names.ShouldBeUnique();
            names.ShouldAllBe(name => name.Length <= ShortName.Longest && Names.IsLegal(name));
        });
    }

    private static Gen<string> Label(int longest) =>
        from length in Gen.Choose(1, longest)
        from inner in Gen.Elements('a', '8', '0', '-').ArrayOf(length)
        select new string(inner).Trim('-') is { Length: > 0 } label ? label : "v6";

    private static string Of(
        string ns, string service, string name, int port = 80, AddressFamily family = AddressFamily.InterNetwork) =>
        BackendName.Of(new(ns, service), new(name, port, TransportProtocol.Tcp), family);
}
