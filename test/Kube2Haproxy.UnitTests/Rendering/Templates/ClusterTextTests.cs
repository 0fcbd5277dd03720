using FsCheck;
using FsCheck.Xunit;
using Kube2Haproxy.Rendering.Templates.Model;

namespace Kube2Haproxy.UnitTests.Rendering.Templates;

public sealed class ClusterTextTests
{
    [Theory]
    [InlineData("web-1.shop:8080", "web-1.shop:8080")]
    [InlineData("1\n  http-request deny", "1_  http-request deny")]
    [InlineData("a\"b'c\\d#e$f%g{h}i;j!k`l", "a_b_c_d_e_f_g_h_i_j_k_l")]
    [InlineData("Zürich", "Zürich")]
    [InlineData("\u2028\u0085\0", "___")]
    public void What_could_change_a_line_becomes_an_underscore(string text, string harmless)
    {
        ClusterText.Text(text).ShouldBe(harmless);
        ClusterText.Word(text).ShouldBe(harmless.Replace(' ', '_'));
    }

    [Property]
    public void No_text_ends_a_line_or_a_quoted_word_or_begins_a_comment_or_a_variable(NonNull<string> text)
    {
        var harmless = ClusterText.Text(text.Get);

        harmless.Length.ShouldBe(text.Get.Length);
        harmless.ShouldAllBe(one => !char.IsControl(one) && !char.IsSurrogate(one) && !"\"'\\#$%{}()[];!`\u2028\u2029".Contains(one));
        ClusterText.Text(harmless).ShouldBe(harmless);
        ClusterText.Word(text.Get).ShouldBe(harmless.Replace(' ', '_'));
    }
}
