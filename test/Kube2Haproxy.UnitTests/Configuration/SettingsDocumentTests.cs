using Kube2Haproxy.Configuration;
using Kube2Haproxy.TestSupport;

namespace Kube2Haproxy.UnitTests.Configuration;

public sealed class SettingsDocumentTests
{
    private const string Begin = "<!-- settings -->\n";
    private const string End = "<!-- /settings -->";

    /// <summary>UPDATE_GOLDEN=1 writes the table into the README.</summary>
    [Fact]
    public void The_readme_holds_the_table_of_settings()
    {
        var path = Path.Combine(Repository.Root, "README.md");
        var readme = File.ReadAllText(path);
        var begin = readme.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var end = readme.IndexOf(End, StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            readme = readme[..begin] + SettingsDocument.Write() + readme[end..];
            File.WriteAllText(path, readme);
            end = readme.IndexOf(End, StringComparison.Ordinal);
        }

        readme[begin..end].ShouldBe(SettingsDocument.Write());
    }

    [Fact]
    public void The_example_file_holds_defaults_only()
    {
        var report = SettingsReader.Read(FileLayer.Read(Path.Combine(Repository.Root, "appsettings.json"), []));
        var defaults = SettingsReader.Read();

        report.Faults.ShouldBeEmpty();
        report.Effective.Select(setting => (setting.Key, string.Join(',', setting.Canonical)))
            .ShouldBe(defaults.Effective.Select(setting => (setting.Key, string.Join(',', setting.Canonical))));
    }
}
