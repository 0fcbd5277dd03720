namespace Kube2Haproxy.UnitTests.Daemons.Haproxy.Planning;

/// <summary>What <c>default-server</c> gives to which servers, and which ids HAProxy gives.</summary>
public sealed class DefaultServerTests
{
    [Theory]
    [InlineData("defaults\n default-server inter 2s\nbackend b\n default-server rise 3\n server s 10.0.0.1:80 fall 4\n", "fall 4 inter 2s rise 3")]
    [InlineData("defaults\n default-server inter 2s\ndefaults\nbackend b\n server s 10.0.0.1:80\n", "")]
    [InlineData("defaults a\n default-server inter 2s\ndefaults\nbackend b from a\n server s 10.0.0.1:80\n", "inter 2s")]
    [InlineData("defaults a\n default-server inter 2s\ndefaults from a\nbackend b\n server s 10.0.0.1:80\n", "inter 2s")]
    [InlineData("backend b\n server s 10.0.0.1:80\n default-server inter 2s\n", "")]
    [InlineData("backend b\n default-server inter 2s\n default-server inter 3s\n server s 10.0.0.1:80\n", "inter 3s")]
    [InlineData("backend a\n default-server inter 2s\nbackend b\n server s 10.0.0.1:80\n", "")]
    public void It_is_for_the_servers_behind_it(string text, string options) => Plans.Server(text).Options.ShouldBe(options);

    [Fact]
    public void Another_one_between_servers_is_another_server()
    {
        const string Before = "backend b\n server s 10.0.0.1:80\n default-server inter 2s\n";
        const string Behind = "backend b\n default-server inter 2s\n server s 10.0.0.1:80\n";

        Plans.Of(Before, Behind).ShouldBe("ServerOptions");
    }

    [Theory]
    [InlineData("s,t,u", "1,2,3")]
    [InlineData("s id 2,t,u", "2,3,4")]
    [InlineData("s,t id 1,u", "2,1,4")]
    [InlineData("s id 9,t,u id 2", "9,3,2")]
    public void Ids_are_those_that_haproxy_gives(string servers, string ids)
    {
        var lines = servers.Split(',').Select(static (words, i) => $" server {words.Insert(1, $" 10.0.0.{i + 1}:80")}\n");

        var read = Plans.Backends($"backend b\n{string.Concat(lines)}").ShouldHaveSingleItem().Servers;

        string.Join(',', read.Select(static server => server.Id)).ShouldBe(ids);
    }
}
