using FsCheck.Xunit;
using Kube2Haproxy.Core.Durations;

namespace Kube2Haproxy.UnitTests.Durations;

public sealed class GoDurationTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("0s", 0)]
    [InlineData("-0", 0)]
    [InlineData("5s", 50_000_000)]
    [InlineData("+5s", 50_000_000)]
    [InlineData("-5s", -50_000_000)]
    [InlineData("1m30s", 900_000_000)]
    [InlineData("300ms", 3_000_000)]
    [InlineData("1h15m30.918s", 45_309_180_000)]
    [InlineData("1.5h", 54_000_000_000)]
    [InlineData(".5s", 5_000_000)]
    [InlineData("5.s", 50_000_000)]
    [InlineData("10us", 100)]
    [InlineData("10\u00b5s", 100)]
    [InlineData("10\u03bcs", 100)]
    [InlineData("250ns", 2)]
    [InlineData("50ns50ns", 1)]
    [InlineData("3s1h", 36_030_000_000)]
    [InlineData("0.100000000000000000000h", 3_600_000_000)]
    [InlineData("00000000000000000000000000001s", 10_000_000)]
    [InlineData("922337203685477580799ns", long.MaxValue)]
    public void Reads_what_go_reads(string text, long ticks)
    {
        GoDuration.TryParse(text, out var duration).ShouldBeTrue();

        duration.Ticks.ShouldBe(ticks);
    }

    [Theory]
    [InlineData("")]
    [InlineData("3")]
    [InlineData("-")]
    [InlineData("s")]
    [InlineData(".")]
    [InlineData("-.")]
    [InlineData(".s")]
    [InlineData("+.s")]
    [InlineData("soon")]
    [InlineData("1d")]
    [InlineData("5 s")]
    [InlineData(" 5s")]
    [InlineData("5S")]
    [InlineData("1e3s")]
    [InlineData("--5s")]
    [InlineData("1m-5s")]
    [InlineData("\u0665s")]
    [InlineData("922337203685477580800ns")]
    [InlineData("9999999999999999999999h")]
    public void Refuses_what_go_refuses(string text) => GoDuration.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(1, "100ns")]
    [InlineData(11, "1.1\u00b5s")]
    [InlineData(3_000_000, "300ms")]
    [InlineData(22_000, "2.2ms")]
    [InlineData(33_000_000, "3.3s")]
    [InlineData(2_450_000_000, "4m5s")]
    [InlineData(2_450_010_000, "4m5.001s")]
    [InlineData(36_000_000_000, "1h0m0s")]
    [InlineData(-900_000_000, "-1m30s")]
    public void Prints_what_go_prints(long ticks, string text) => GoDuration.Format(new TimeSpan(ticks)).ShouldBe(text);

    [Property]
    public void What_was_printed_reads_back(long ticks, byte shift)
    {
        var duration = new TimeSpan(ticks >> (shift % 64));

        GoDuration.TryParse(GoDuration.Format(duration), out var back).ShouldBeTrue();

        back.ShouldBe(duration);
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public void The_ends_of_the_range_read_back(long ticks)
    {
        GoDuration.TryParse(GoDuration.Format(new TimeSpan(ticks)), out var back).ShouldBeTrue();

        back.Ticks.ShouldBe(ticks);
    }

    [Property]
    public void Any_text_is_read_or_refused(string? text) => Should.NotThrow(() => GoDuration.TryParse(text ?? "", out _));
}
