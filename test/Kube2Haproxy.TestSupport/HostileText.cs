namespace Kube2Haproxy.TestSupport;

/// <summary>Texts with which somebody who may write one object of the cluster could try to write configuration.</summary>
public static class HostileText
{
    /// <summary>One of each kind. No one is empty.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "1\n  server evil 192.0.2.66:80",
        "1\r\nfrontend evil\r\n  bind :22\r\n",
        "\n\n\n",
        "1\0\u0001\u001b[31m\u007f\u0085",
        "1\u2028listen evil\u2029  bind :23",
        "1\v\f\b  global",
        "\"",
        "'",
        "1\" weight 256 \"",
        "1' weight 256 '",
        "\"unfinished",
        "'unfinished",
        "\\",
        "ends with\\",
        "\\n\\r\\t\\x0a\\\"\\'\\ \\#",
        "#",
        "1 # the rest of the line is gone",
        "!",
        "$HOME",
        "\"${HOME}\"",
        "${HOME[*]}",
        "%[env(HOME)]",
        "%[src]%{+Q}o %ci",
        "{{ settings.secret }}{% include '/etc/shadow' %}",
        "}\nvrrp_instance evil {",
        "(){}[];`id`$(id)|&<>~^",
        " ",
        "\t",
        " two words\tthree ",
        "192.0.2.66:80 weight 256",
        "backend evil server evil 192.0.2.66:80",
        "-f /etc/shadow",
        "../../../etc/shadow",
        "@include /etc/shadow",
        ".if true",
        "\u00a0\u1680\u2003\u3000\ufeff\u200b\u2060",
        "\u202etxet\u202c \u2066x\u2069",
        "\ud83d\ude00 \ud800 \udfff",
        "\uff02\uff07\uff03\uff3c\u201c\u2018\u2032",
        "Zürich\u0301 Ελλάδα 東京 ٣",
        new string('x', 262_144),
        string.Concat(Enumerable.Repeat("a ", 1_000)),
        string.Concat(Enumerable.Repeat("\n  server evil 192.0.2.66:80", 1_000)),
    ];
}
