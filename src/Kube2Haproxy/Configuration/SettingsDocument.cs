using System.Text;

namespace Kube2Haproxy.Configuration;

/// <summary>The table of settings as the README shows it.</summary>
internal static class SettingsDocument
{
    private const string Explanation =
        """
        A flag wins over a variable, a variable over the file, the file over the default. The file is the one that `--config FILE` names,
        else `/etc/kube2haproxy/appsettings.json`, else `appsettings.json` beside the program; only the first that exists is read. The
        variable of a key is `KUBE2HAPROXY_` and the key, with `__` in place of each colon: `KUBE2HAPROXY_Haproxy__ReloadInterval=10s`.
        A list is an array in the file, and anywhere else its values joined by commas; it is taken whole from where it stands highest. An
        unknown key or a wrong value stops the start, with one message that names all of them and exit code 78. Settings are read once:
        a change needs a restart.
        """;

    /// <summary>Markdown, with a final newline.</summary>
    public static string Write()
    {
        var text = new StringBuilder();
        text.Append(Explanation).Append("\n\n");
        text.Append("| key | flag | default | value | what it does |\n");
        text.Append("|---|---|---|---|---|\n");
        foreach (var setting in SettingsTable.All)
        {
            string[] cells =
            [
                $"`{setting.ShownKey}`",
                setting.Flag is { } flag ? $"`{flag}`" : "",
                setting.Default.Length > 0 ? $"`{setting.Default}`" : setting.Absent,
                setting.ShownValue,
                setting.Help,
            ];
            text.Append("| ").AppendJoin(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal))).Append(" |\n");
        }

        return text.ToString();
    }
}
