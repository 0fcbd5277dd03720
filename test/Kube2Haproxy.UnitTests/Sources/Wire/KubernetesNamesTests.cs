using Kube2Haproxy.Sources.Wire;

namespace Kube2Haproxy.UnitTests.Sources.Wire;

public sealed class KubernetesNamesTests
{
    [Theory]
    [InlineData("a", true, true)]
    [InlineData("0-a", true, true)]
    [InlineData("a.b-c.d", false, true)]
    [InlineData("", false, false)]
    [InlineData(null, false, false)]
    [InlineData("-a", false, false)]
    [InlineData("a-", false, false)]
    [InlineData("a..b", false, false)]
    [InlineData("a.-b", false, false)]
    [InlineData("A", false, false)]
    [InlineData("a_b", false, false)]
    [InlineData("a\nb", false, false)]
    [InlineData("ä", false, false)]
    public void Names_are_DNS_labels_or_DNS_names(string? name, bool label, bool subdomain)
    {
        KubernetesNames.IsLabel(name).ShouldBe(label);
        KubernetesNames.IsSubdomain(name).ShouldBe(subdomain);
    }

    [Fact]
    public void Names_have_a_greatest_length()
    {
        KubernetesNames.IsLabel(new string('a', 63)).ShouldBeTrue();
        KubernetesNames.IsLabel(new string('a', 64)).ShouldBeFalse();
        KubernetesNames.IsSubdomain(new string('a', 253)).ShouldBeTrue();
        KubernetesNames.IsSubdomain(new string('a', 254)).ShouldBeFalse();
    }
}
