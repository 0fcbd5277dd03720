using Kube2Haproxy.Daemons.Files;
using Kube2Haproxy.Daemons.Quarantine;
using Kube2Haproxy.TestSupport;
using static Kube2Haproxy.UnitTests.Daemons.Quarantine.Texts;

namespace Kube2Haproxy.UnitTests.Daemons;

public sealed class ConfigurationFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ConfigurationFile _file;

    public ConfigurationFileTests() => _file = new ConfigurationFile(_directory["haproxy.cfg"]);

    [Fact]
    public void An_accepted_candidate_is_the_file()
    {
        _file.WriteCandidate("new\n");
        _file.AcceptCandidate();

        File.ReadAllText(_file.Path).ShouldBe("new\n");
        File.Exists(_file.CandidatePath).ShouldBeFalse();
        _file.Read().ShouldBe("new\n");
    }

    [Fact]
    public void Whatever_a_crash_has_left_of_the_last_good_text_and_its_map_what_ran_is_known()
    {
        var (one, two) = (Wanted(("a", "1")), Wanted(("a", "2")));
        _file.KeepAsLastGood(one.Text, new LastGood(one.Fragments).Map(one.Text));
        File.WriteAllText(_file.MapPath + ".new", "half");
        _file.ReadLastGood().Of(Name("a")).ShouldBe(["a 1\n"]);

        // Nothing can be renamed over a directory.
        File.Delete(_file.MapPath);
        Directory.CreateDirectory(_file.MapPath);
        Should.Throw<Exception>(() => _file.KeepAsLastGood(two.Text, new LastGood(two.Fragments).Map(two.Text)));
        _file.ReadLastGood().Of(Name("a")).ShouldBe(["a 2\n"]);
    }

    [Fact]
    public void A_new_file_can_be_read_by_its_owner_and_group_only()
    {
        _file.WriteCandidate("new\n");
        _file.AcceptCandidate();

        File.GetUnixFileMode(_file.Path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
    }

    [Fact]
    public void A_replaced_file_keeps_its_mode()
    {
        const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead;
        File.WriteAllText(_file.Path, "old\n");
        File.SetUnixFileMode(_file.Path, Mode);

        _file.WriteCandidate("new\n");
        _file.AcceptCandidate();

        File.GetUnixFileMode(_file.Path).ShouldBe(Mode);
    }

    [Fact]
    public void The_file_that_was_there_first_is_kept()
    {
        File.WriteAllText(_file.Path, "the operator's own\n");
        Accept("first\n");
        _file.KeepAsLastGood("first\n", "");
        Accept("second\n");

        File.ReadAllText(_file.OriginalPath).ShouldBe("the operator's own\n");
    }

    [Fact]
    public void The_last_good_text_comes_back()
    {
        Accept("good\n");
        _file.KeepAsLastGood("good\n", "");
        Accept("bad\n");

        _file.RestoreLastGood().ShouldBeTrue();

        File.ReadAllText(_file.Path).ShouldBe("good\n");
    }

    [Fact]
    public void Before_anything_was_good_the_original_comes_back()
    {
        File.WriteAllText(_file.Path, "the operator's own\n");
        Accept("bad\n");

        _file.RestoreLastGood().ShouldBeTrue();

        File.ReadAllText(_file.Path).ShouldBe("the operator's own\n");
    }

    [Fact]
    public void Where_nothing_was_ever_there_nothing_comes_back()
    {
        Accept("bad\n");

        _file.RestoreLastGood().ShouldBeFalse();
    }

    [Fact]
    public void What_a_crash_left_behind_is_overwritten()
    {
        File.WriteAllText(_file.CandidatePath, "half");

        Accept("whole\n");

        File.ReadAllText(_file.Path).ShouldBe("whole\n");
    }

    public void Dispose() => _directory.Dispose();

    private void Accept(string text)
    {
        _file.WriteCandidate(text);
        _file.AcceptCandidate();
    }
}
