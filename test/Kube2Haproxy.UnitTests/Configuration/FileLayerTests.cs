using Kube2Haproxy.Configuration;
using Kube2Haproxy.TestSupport;

namespace Kube2Haproxy.UnitTests.Configuration;

public sealed class FileLayerTests : IDisposable
{
    private readonly TemporaryDirectory _files = new();

    private string Path1 => Path.Combine(_files.Path, "1.json");

    private string Path2 => Path.Combine(_files.Path, "2.json");

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Every_kind_of_value_becomes_text()
    {
        File.WriteAllText(
            Path1,
            """
            {
              // a comment
              "Server": { "Port": 1, "Profiling": true, "Address": "::1" },
              "Services": { "Namespaces": ["a", "b"], "ReservedPorts": [], "Selector": null },
              "Haproxy": {},
            }
            """);

        FileLayer.Read(Path1, []).Values.Select(value => (value.Key, value.Value, value.Source)).ShouldBe(
        [
            ("Server:Port", "1", Path1),
            ("Server:Profiling", "true", Path1),
            ("Server:Address", "::1", Path1),
            ("Services:Namespaces:0", "a", Path1),
            ("Services:Namespaces:1", "b", Path1),
            ("Services:ReservedPorts", "", Path1),
            ("Services:Selector", null, Path1),
            ("Haproxy", null, Path1),
        ]);
        SettingsReader.Read(FileLayer.Read(Path1, [])).Faults.ShouldBeEmpty();
    }

    [Fact]
    public void Only_the_first_file_that_exists_is_read()
    {
        File.WriteAllText(Path2, """{ "Server": { "Port": 2 } }""");
        FileLayer.Read(null, [Path1, Path2]).Values.Single().Value.ShouldBe("2");

        File.WriteAllText(Path1, """{ "Server": { "Port": 1 } }""");
        FileLayer.Read(null, [Path1, Path2]).Values.Single().Value.ShouldBe("1");
        FileLayer.Read(Path2, [Path1]).Values.Single().Value.ShouldBe("2");
    }

    [Fact]
    public void No_file_at_all_is_fine()
    {
        var layer = FileLayer.Read(null, [Path1, Path.Combine(_files.Path, "absent", "2.json")]);

        layer.Values.ShouldBeEmpty();
        layer.Faults.ShouldBeEmpty();
    }

    [Fact]
    public void A_named_file_must_exist() => FileLayer.Read(Path1, []).Faults.ShouldBe(
        [$"{Path1} (--config) does not exist; name a file that does, or leave the flag out to read the usual ones."]);

    [Fact]
    public void A_directory_is_no_file() =>
        FileLayer.Read(_files.Path, []).Faults.ShouldBe([$"{_files.Path} is a directory; it must be a JSON file."]);

    [Theory]
    [InlineData("{\n  \"Server\": {\n    \"Port\": 1,,\n  }\n}", ", line 3, is not valid JSON: ")]
    [InlineData("", ", line 1, is not valid JSON: ")]
    [InlineData("{", ", line 1, is not valid JSON: ")]
    [InlineData("[]", " holds no JSON object; it must begin with { and hold sections such as \"Haproxy\".")]
    [InlineData("""{ "Server": { "Address": "\ud800" } }""", " holds a string with half of a surrogate pair")]
    public void What_is_no_settings_file_is_told_with_its_line(string text, string fault)
    {
        File.WriteAllText(Path1, text);

        FileLayer.Read(Path1, []).Faults.Single().ShouldStartWith(Path1 + fault);
    }

    [Fact]
    public void A_key_that_stands_twice_in_the_file_is_told()
    {
        File.WriteAllText(Path1, """{ "Server": { "Port": 1 }, "server": { "port": 1 } }""");

        SettingsReader.Read(FileLayer.Read(Path1, [])).Faults.ShouldBe([$"server:port ({Path1}) is given twice; it must be given once."]);
    }

    [Fact]
    public void An_unknown_section_is_told_even_when_it_is_empty()
    {
        File.WriteAllText(Path1, """{ "Haprxy": {}, "Servr": null }""");

        SettingsReader.Read(FileLayer.Read(Path1, [])).Faults.Count.ShouldBe(2);
    }
}
