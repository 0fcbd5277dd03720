using Kube2Haproxy.Core.Cluster;
using Kube2Haproxy.Daemons;
using Kube2Haproxy.Daemons.Quarantine;
using static Kube2Haproxy.UnitTests.Daemons.Quarantine.Texts;

namespace Kube2Haproxy.UnitTests.Daemons.Quarantine;

public sealed class TrialTests
{
    private const int MostValidations = 20;

    private static readonly HashSet<NamespacedName> None = [];

    private readonly List<string> _judged = [];

    [Fact]
    public async Task Whatever_is_wrong_with_some_Services_the_others_stand_as_wanted()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var vague = random.Next(3);
            (string Name, string Text)[] services = [.. Enumerable.Range(0, random.Next(2, 200)).Select(i => ($"s{i}", $"{random.Next(9)}"))];
            var running = Wanted([.. services.Where(_ => random.Next(3) > 0)]);
            (string Name, string Text)[] wanted =
            [
                .. services.Select((one, i) => i == 0 ? one : random.Next(4) switch
                {
                    0 => (one.Name, "bad"),
                    1 when vague-- > 0 => (one.Name, "vague"),
                    2 => (one.Name, "changed"),
                    _ => one,
                }),
            ];
            var draft = new Draft(Wanted(wanted), new LastGood(running.Fragments));

            var verdict = await Trial(TemplateStanding.Taken).RunAsync(draft);

            verdict.ShouldBeOfType<Verdict.Good>($"seed {seed}");
            _judged[^1].ShouldBe(draft.Text, $"seed {seed}");
            _judged.Count.ShouldBeLessThanOrEqualTo(MostValidations, $"seed {seed}");
            foreach (var (name, text) in wanted)
            {
                var was = running.Fragments.FirstOrDefault(fragment => fragment.Service == Name(name))?.Text;
                draft.Texts(Name(name)).ShouldBe(
                    text is not ("bad" or "vague") ? [$"{name} {text}\n"] : was is null ? [] : [was], $"seed {seed}, {name}");
            }
        }
    }

    [Fact]
    public async Task A_Service_that_nobody_names_is_found_among_thousands_that_have_changed()
    {
        var draft = Draft([.. Enumerable.Range(0, 5000).Select(i => ($"s{i}", i == 3210 ? "vague" : "1"))]);

        var verdict = await Trial(TemplateStanding.Taken).RunAsync(draft);

        verdict.ShouldBeOfType<Verdict.Good>();
        draft.Quarantined.ShouldBe([(Name("s3210"), false, "something is vague")]);
        _judged.Count.ShouldBeLessThanOrEqualTo(MostValidations);
    }

    [Fact]
    public async Task Where_nobody_names_many_the_rest_waits_and_what_was_found_good_goes_on()
    {
        var draft = Draft([.. Enumerable.Range(0, 5000).Select(i => ($"s{i}", i is 3210 or > 4000 and < 4010 ? "vague" : "1"))]);

        var verdict = await Trial(TemplateStanding.Taken).RunAsync(draft);

        verdict.ShouldBeOfType<Verdict.Good>();
        _judged[^1].ShouldBe(draft.Text);
        _judged.Count.ShouldBeLessThanOrEqualTo(MostValidations);
        draft.Quarantined.Count.ShouldBeLessThan(5000);
        draft.Quarantined.ShouldContain(one => one.Complaint.StartsWith("It waits:"));
    }

    [Fact]
    public async Task Fifty_complaints_at_a_time_are_enough_for_hundreds()
    {
        var draft = Draft([.. Enumerable.Range(0, 2000).Select(i => ($"s{i}", i % 5 == 0 ? "bad" : "1"))]);

        var verdict = await Trial(TemplateStanding.Taken).RunAsync(draft);

        verdict.ShouldBeOfType<Verdict.Good>();
        draft.Quarantined.Count.ShouldBe(400);
    }

    [Fact]
    public async Task Of_two_Services_that_exclude_each_other_the_one_that_runs_stays()
    {
        var running = Wanted(("a", "other"), ("b", "backend x"));
        var draft = new Draft(Wanted(("a", "backend x"), ("b", "backend x")), new LastGood(running.Fragments));

        var verdict = await new Trial(Twice, TemplateStanding.Taken, None).RunAsync(draft);

        verdict.ShouldBeOfType<Verdict.Good>();
        draft.Text.ShouldBe("head\na other\nb backend x\n");

        static Task<Verdict> Twice(Draft draft) => Task.FromResult<Verdict>(
            draft.Text.Split('\n').Count(line => line.EndsWith("backend x", StringComparison.Ordinal)) < 2
                ? new Verdict.Good()
                : new Verdict.Refused("twice") { Alerts = [new Alert("it has the same name as another one", [3, 2], [])] });
    }

    [Fact]
    public async Task One_whose_text_makes_those_of_others_wrong_is_found_though_only_they_are_named()
    {
        (string, string)[] services = [.. Enumerable.Range(10, 80).Select(i => ($"s{i}", "1"))];
        var running = Wanted(services);
        services[3] = ("s13", "poison");
        services[7] = ("s17", "2");
        var draft = new Draft(Wanted(services), new LastGood(running.Fragments));

        var verdict = await new Trial(Poisoned, TemplateStanding.Taken, None).RunAsync(draft);

        verdict.ShouldBeOfType<Verdict.Good>();
        draft.Quarantined.Select(one => one.Service).ShouldBe([Name("s13")]);

        static Task<Verdict> Poisoned(Draft draft)
        {
            var at = draft.Text.Split('\n').ToList().FindIndex(line => line.EndsWith("poison", StringComparison.Ordinal));
            return Task.FromResult<Verdict>(at < 0 ? new Verdict.Good() : new Verdict.Refused("poisoned")
            {
                Alerts = [.. Enumerable.Range(at + 6, 50).Select(line => new Alert("poisoned", [line], []))],
            });
        }
    }

    [Fact]
    public async Task More_than_ten_that_run_and_are_refused_without_a_change_are_left_as_they_are()
    {
        var running = Wanted([.. Enumerable.Range(0, 11).Select(i => ($"s{i}", "bad")), ("good", "1")]);
        var draft = new Draft(running, new LastGood(running.Fragments));

        (await Trial(TemplateStanding.Taken).RunAsync(draft)).ShouldBeOfType<Verdict.Refused>().Complaint.ShouldBe("bad lines");
    }

    [Fact]
    public async Task A_new_template_that_no_Service_survives_is_refused_and_one_that_was_good_before_is_not()
    {
        (await Trial(TemplateStanding.New).RunAsync(Draft(("a", "bad"), ("b", "bad")))).ShouldBeOfType<Verdict.Refused>();
        (await Trial(TemplateStanding.New).RunAsync(Draft(("a", "bad"), ("b", "1")))).ShouldBeOfType<Verdict.Good>();
        (await Trial(TemplateStanding.Taken).RunAsync(Draft(("a", "bad"), ("b", "bad")))).ShouldBeOfType<Verdict.Good>();
    }

    [Fact]
    public async Task What_is_no_verdict_ends_the_trial_wherever_it_comes()
    {
        var asked = 0;

        var verdict = await new Trial(
            draft => Task.FromResult(++asked < 4 ? Judges.Lines(draft.Text) : new Verdict.Failed("no program")), TemplateStanding.Taken, None)
            .RunAsync(Draft([.. Enumerable.Range(0, 100).Select(i => ($"s{i}", i == 50 ? "vague" : "1"))]));

        verdict.ShouldBe(new Verdict.Failed("no program"));
    }

    [Fact]
    public async Task A_Service_that_nobody_names_is_found_where_the_others_give_all_that_there_is_to_do()
    {
        var draft = Draft(("a", "1"), ("b", "vague"), ("c", "1"));

        var verdict = await new Trial(
            draft => Task.FromResult(draft.Text == "head\n" ? new Verdict.Refused("no listener") { IsIdle = true } : Judges.Lines(draft.Text)),
            TemplateStanding.Taken, None).RunAsync(draft);

        verdict.ShouldBeOfType<Verdict.Good>();
        draft.Text.ShouldBe("head\na 1\nc 1\n");
    }

    [Fact]
    public async Task A_last_good_text_that_is_refused_by_now_does_not_end_the_search()
    {
        var running = Wanted(("a", "bad"), ("b", "1"), ("c", "1"));
        var draft = new Draft(Wanted(("a", "2"), ("b", "vague"), ("c", "2")), new LastGood(running.Fragments));

        var verdict = await Trial(TemplateStanding.Taken).RunAsync(draft);

        verdict.ShouldBeOfType<Verdict.Good>();
        draft.Text.ShouldBe("head\na 2\nb 1\nc 2\n");
    }

    [Theory]
    [InlineData(17)]
    [InlineData(18)]
    public async Task A_search_that_begins_late_ends_within_the_validations_too(int rounds)
    {
        var draft = Draft([.. Enumerable.Range(0, 2000).Select(i => ($"s{i}", i < rounds * 50 ? "bad" : i == 1500 ? "vague" : "1"))]);

        var verdict = await Trial(TemplateStanding.Taken).RunAsync(draft);

        verdict.ShouldBeOfType<Verdict.Good>();
        _judged[^1].ShouldBe(draft.Text);
        _judged.Count.ShouldBe(MostValidations);
    }

    [Fact]
    public async Task That_there_is_nothing_to_do_is_nobodys_fault()
    {
        var idle = new Verdict.Refused("no listener") { IsIdle = true };
        var draft = Draft(("a", "1"));

        (await new Trial(_ => Task.FromResult<Verdict>(idle), TemplateStanding.Taken, None).RunAsync(draft)).ShouldBe(idle);

        draft.Quarantined.ShouldBeEmpty();
    }

    private static Draft Draft(params (string Service, string Text)[] services) => new(Wanted(services), LastGood.Unknown);

    private Trial Trial(TemplateStanding standing)
    {
        _judged.Clear();
        return new Trial(
            draft =>
            {
                _judged.Add(draft.Text);
                return Task.FromResult(Judges.Lines(draft.Text));
            },
            standing,
            None);
    }
}
