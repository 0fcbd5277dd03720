namespace Kube2Haproxy.UnitTests.Daemons.Haproxy.Planning;

/// <summary>Static algorithms look servers up in a table that is made at the start.</summary>
public sealed class AlgorithmTests
{
    private const string Two = " server s 10.0.0.1:80 id 1\n server t 10.0.0.2:80 id 2\n";

    [Theory]
    [InlineData("", true)]
    [InlineData(" balance\n", true)]
    [InlineData(" balance roundrobin\n", true)]
    [InlineData(" balance leastconn\n", true)]
    [InlineData(" balance first\n", true)]
    [InlineData(" balance random(3)\n", true)]
    [InlineData(" balance source\n hash-type consistent\n", true)]
    [InlineData(" hash-type consistent djb2\n balance hdr(host)\n", true)]
    [InlineData(" balance source\n", false)]
    [InlineData(" balance static-rr\n hash-type consistent\n", false)]
    [InlineData(" balance uri len 9\n", false)]
    [InlineData(" balance url_param id\n", false)]
    [InlineData(" balance hdr(host)\n", false)]
    [InlineData(" balance rdp-cookie\n", false)]
    [InlineData(" balance hash src\n", false)]
    [InlineData(" balance source\n hash-type consistent\n hash-type map-based\n", false)]
    [InlineData(" balance new-one\n", false)]
    [InlineData(" dispatch 10.0.0.1:80\n", false)]
    [InlineData(" option transparent\n", false)]
    [InlineData(" option transparent\n balance roundrobin\n", true)]
    public void A_dynamic_one_takes_new_servers_and_weights(string lines, bool isDynamic)
    {
        var text = $"backend b\n{lines}{Two}";

        Plans.Of(text, $"{text} server u 10.0.0.3:80 id 3\n").ShouldBe(isDynamic ? "+b/u" : "StaticAlgorithm");
        Plans.Of(text, $"backend b\n{lines}{Two.Replace("id 2", "id 2 weight 0", StringComparison.Ordinal)}")
            .ShouldBe(isDynamic ? "~b/t" : "StaticAlgorithm");
    }

    [Theory]
    [InlineData("defaults\n balance source\nbackend b\n", "StaticAlgorithm")]
    [InlineData("defaults\n balance source\nbackend b\n balance leastconn\n", "+b/s")]
    [InlineData("defaults\n balance source\n hash-type consistent\nbackend b\n", "+b/s")]
    [InlineData("defaults\n balance source\ndefaults\n mode tcp\nbackend b\n", "+b/s")]
    [InlineData("defaults x\n balance source\ndefaults\n mode tcp\nbackend b from x\n", "StaticAlgorithm")]
    [InlineData("defaults x\n balance source\ndefaults y from x\n mode tcp\nbackend b from y\n", "StaticAlgorithm")]
    [InlineData("defaults\n option transparent\nbackend b\n no option transparent\n", "+b/s")]
    public void It_is_inherited(string text, string plan) => Plans.Of(text, $"{text} server s 10.0.0.1:80\n").ShouldBe(plan);

    [Theory]
    [InlineData(" server s 10.0.0.3:80 id 1\n server t 10.0.0.2:80 id 2 disabled\n", "~b/s ~b/t")]
    [InlineData(" server s 10.0.0.1:80 id 1\n", "-b/t")]
    [InlineData(" server t 10.0.0.2:80 id 2\n server s 10.0.0.1:80 id 1\n", "StaticAlgorithm")]
    public void A_static_one_takes_what_leaves_its_table_as_a_start_would_make_it(string servers, string plan) =>
        Plans.Of($"backend b\n balance source\n{Two}", $"backend b\n balance source\n{servers}").ShouldBe(plan);

    [Fact]
    public void A_static_one_with_several_weights_loses_no_server() => Plans.Of(
        $"backend b\n balance source\n{Two} server u 10.0.0.3:80 id 3 weight 2\n", $"backend b\n balance source\n{Two}").ShouldBe("StaticAlgorithm");

    [Fact]
    public void A_log_backend_and_one_with_dynamic_cookies_take_no_new_server()
    {
        Plans.Of($"backend b\n mode log\n", $"backend b\n mode log\n{Two}").ShouldBe("SectionChanged");
        Plans.Of($"backend b\n cookie C insert dynamic\n", $"backend b\n cookie C insert dynamic\n{Two}", Plans.H26).ShouldBe("ServerKeyword");
        Plans.Of($"backend b\n cookie C insert dynamic\n", $"backend b\n cookie C insert dynamic\n{Two}", Plans.H30).ShouldBe("+b/s +b/t");
    }
}
