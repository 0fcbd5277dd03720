using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CliWrap;
using CliWrap.Buffered;
using Kube2Haproxy.TestSupport;
using Kube2Haproxy.TestSupport.Daemons;
using Kube2Haproxy.TestSupport.Golden;

namespace Kube2Haproxy.IntegrationTests.Rendering;

/// <summary>What the templates give is what the daemons take, without a warning.</summary>
public sealed class AcceptedByDaemonsTests
{
    public static IEnumerable<ITheoryDataRow> HaproxyCases => Cases("haproxy").SelectMany(name => EachHaproxyAttribute.Rows(name));

    public static IEnumerable<TheoryDataRow<string>> KeepalivedCases => Cases("keepalived").Select(name => new TheoryDataRow<string>(name));

    [Theory]
    [MemberData(nameof(HaproxyCases))]
    public async Task HAProxy_accepts_the_golden_case(HaproxyVersion version, string name)
    {
        using var directory = new TemporaryDirectory();
        var text = GoldenCase.Read(name).Expected.Replace("/etc/haproxy/certs", Certificates(directory), StringComparison.Ordinal);
        var file = directory.Write("haproxy.cfg", text);

        var (code, output) = await Run(version.Program(), "-c", "-f", file);

        // 2.6 says so, 3.0 is silent; both say more where they warn.
        output.Replace("Configuration file is valid\n", "", StringComparison.Ordinal).ShouldBeEmpty();
        code.ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(KeepalivedCases))]
    public async Task Keepalived_accepts_the_golden_case(string name)
    {
        var result = await TestWithKeepalived(GoldenCase.Read(name).Expected);

        result.ShouldBe((0, ""));
    }

    [Fact]
    public async Task Keepalived_accepts_the_check_script_of_the_user_and_group_that_test_it()
    {
        var golden = GoldenCase.Read("keepalived-check-script").Expected;

        var result = await TestWithKeepalived(golden
            .Replace("user root root", "user nobody nogroup", StringComparison.Ordinal)
            .Replace("vrrp.fifo root", "vrrp.fifo nobody", StringComparison.Ordinal));

        result.ShouldBe((0, ""));
    }

    [Fact]
    public async Task Keepalived_accepts_more_addresses_than_VRRP_can_advertise()
    {
        var golden = GoldenCase.Read("keepalived-services").Expected;
        var lines = string.Concat(Enumerable.Range(0, 300).Select(i => $"        10.97.{i / 250}.{i % 250}/32 dev eth0\n"));

        var result = await TestWithKeepalived(golden.Replace("        10.96.0.9/32 dev eth0\n", lines, StringComparison.Ordinal));

        result.ShouldBe((0, ""));
    }

    private static IEnumerable<string> Cases(string daemon) =>
        GoldenCase.Names.Where(name => name.StartsWith(daemon, StringComparison.Ordinal));

    /// <summary>
    /// In namespaces of its own, which go with the process: the network has the device eth0, and /etc/keepalived the scripts of the examples.
    /// </summary>
    private static async Task<(int ExitCode, string Output)> TestWithKeepalived(string text)
    {
        Assert.SkipWhen(RealKeepalived.Missing is not null, RealKeepalived.Missing ?? "");
        const string network =
            "ip link add eth0 type veth peer name peer0 && ip addr add 192.0.2.11/24 dev eth0 && ip link set peer0 up && ip link set eth0 up";
        var scripts = "mount -t tmpfs -o mode=0755 none /etc/keepalived && "
            + $"install -m 0755 {Path.Combine(Repository.Root, "templates/examples/notifications/notify-webhook.sh")} "
            + $"{Path.Combine(Repository.Root, "deploy/keepalived/check-haproxy")} /etc/keepalived";
        var canIsolate = await Run("unshare", "--net", "--mount", "sh", "-c", $"{network} && {scripts}");
        Assert.SkipUnless(canIsolate.ExitCode == 0, "No namespaces can be made here: " + canIsolate.Output);
        using var directory = new TemporaryDirectory();
        var file = directory.Write("keepalived.conf", text);

        // Run by root, it terminates itself where scripts have another user (acassen/keepalived#2617); kube2haproxy's unit is not root either.
        var asNobody = text.Contains("script_user", StringComparison.Ordinal) || text.Contains("user nobody", StringComparison.Ordinal) ? "setpriv --reuid=nobody --regid=nogroup --clear-groups " : "";
        var test = $"install -m 0644 {file} /etc/keepalived && {asNobody}{RealKeepalived.Binary} --config-test --use-file /etc/keepalived/keepalived.conf";
        return await Run("unshare", "--net", "--mount", "sh", "-c", $"{network} && {scripts} && {test}");
    }

    private static async Task<(int ExitCode, string Output)> Run(string program, params string[] arguments)
    {
        var result = await Cli.Wrap(program)
            .WithArguments(arguments)
            .WithValidation(CommandResultValidation.None)
            .ExecuteBufferedAsync(TestContext.Current.CancellationToken);
        return (result.ExitCode, result.StandardOutput + result.StandardError);
    }

    private static string Certificates(TemporaryDirectory directory)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using var certificate = new CertificateRequest("CN=shop.example.com", key, HashAlgorithmName.SHA256).CreateSelfSigned(start, start.AddYears(50));
        directory.Write("certs/shop.pem", certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n");
        return Path.Combine(directory.Path, "certs");
    }
}
