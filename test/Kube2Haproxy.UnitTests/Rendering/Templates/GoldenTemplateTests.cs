using Kube2Haproxy.TestSupport.Golden;

namespace Kube2Haproxy.UnitTests.Rendering.Templates;

public sealed class GoldenTemplateTests
{
    public static IEnumerable<TheoryDataRow<string>> Cases => GoldenCase.Names.Select(name => new TheoryDataRow<string>(name));

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_template_gives_the_text_of_its_golden_case(string name)
    {
        var golden = GoldenCase.Read(name);

        golden.ShouldGive(Rendering.Render(golden.Input));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Rendering_twice_gives_the_same_text(string name)
    {
        var input = GoldenCase.Read(name).Input;

        Rendering.Render(input).ShouldBe(Rendering.Render(input));
    }
}
