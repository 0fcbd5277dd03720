using Kube2Haproxy.Daemons.Files;
using Kube2Haproxy.TestSupport;

namespace Kube2Haproxy.UnitTests.Daemons;

public sealed class ConfigurationLockTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    [Fact]
    public void A_second_one_is_refused()
    {
        using var first = ConfigurationLock.Take(_directory["haproxy.cfg"]).ShouldNotBeNull();

        Should.Throw<IOException>(() => ConfigurationLock.Take(_directory["haproxy.cfg"])).Message.ShouldBe(
            $"{_directory["haproxy.cfg"]} is already written by another kube2haproxy on this node, which holds {_directory["haproxy.cfg.lock"]}. End that "
            + "one first, or give this one files of its own.");
        File.GetUnixFileMode(_directory["haproxy.cfg.lock"]).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using var other = ConfigurationLock.Take(_directory["keepalived.conf"]).ShouldNotBeNull();
    }

    [Fact]
    public void What_an_ended_process_has_left_is_taken()
    {
        File.WriteAllText(_directory["haproxy.cfg.lock"], "");

        using (ConfigurationLock.Take(_directory["haproxy.cfg"]).ShouldNotBeNull())
            File.Exists(_directory["haproxy.cfg.lock"]).ShouldBeTrue();

        ConfigurationLock.Take(_directory["haproxy.cfg"]).ShouldNotBeNull().Dispose();
    }

    [Fact]
    public void Where_the_directory_is_missing_nobody_is_kept_from_starting() =>
        ConfigurationLock.Take(_directory["missing/haproxy.cfg"]).ShouldBeNull();

    public void Dispose() => _directory.Dispose();
}
