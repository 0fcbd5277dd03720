namespace Kube2Haproxy.Daemons.Haproxy.Planning;

/// <summary>What a <c>backend</c> or <c>listen</c>, with the <c>defaults</c> that it builds on, says about its servers as a whole.</summary>
internal sealed class ProxySettings
{
    private string? _balance;
    private bool _isConsistent;
    private bool _hasOtherTarget;
    private bool _hasDynamicCookies;
    private bool _isDisabled;
    private bool _isLog;
    private bool _hasTemplate;

    /// <summary>What the <c>default-server</c> lines so far come to: the lines behind them have it, those before do not.</summary>
    public ServerSettings DefaultServer { get; private set; } = ServerSettings.None;

    /// <summary>Whether the algorithm looks servers up in a table that is made at the start: it takes neither new ones nor other weights.</summary>
    public bool IsStatic => _balance switch
    {
        // Without an algorithm it is roundrobin, unless there is somewhere else to go.
        null => _hasOtherTarget,
        "roundrobin" or "leastconn" or "first" => false,
        _ when _balance.StartsWith("random", StringComparison.Ordinal) => false,
        "static-rr" => true,

        // Hashes of something; what is unknown here is taken for one.
        _ => !_isConsistent,
    };

    /// <summary>Why no server of it can be changed; null where they can.</summary>
    public Obstacle? Closed =>
        _hasTemplate ? new Obstacle(ReloadReason.SectionChanged, "\"server-template\" makes servers that the file does not show")
        : _isDisabled ? new Obstacle(ReloadReason.SectionChanged, "it is disabled, so HAProxy does not have its servers")
        : null;

    /// <summary>Why no server can be added to it; null where one can.</summary>
    public Obstacle? Full(Version haproxy) =>
        IsStatic ? new Obstacle(ReloadReason.StaticAlgorithm, "its algorithm is static, and takes no new server")
        : _isLog ? new Obstacle(ReloadReason.SectionChanged, "a log backend takes no new server")
        : _hasDynamicCookies && haproxy < new Version(3, 0)
            ? new Obstacle(ReloadReason.ServerKeyword, "with \"cookie … dynamic\", HAProxy 2.6 gives an added server no cookie")
        : null;

    /// <summary>With the effect of one line that is no server's.</summary>
    public void Read(ConfigurationLine line)
    {
        var words = line.Words;
        switch (words)
        {
            case ["balance"]:
                _balance = "roundrobin";
                break;
            case ["balance", var algorithm, ..]:
                _balance = algorithm;
                break;
            case ["hash-type", var type, ..]:
                _isConsistent = type == "consistent";
                break;
            case ["dispatch" or "transparent", ..] or ["option", "transparent" or "http_proxy", ..]:
                _hasOtherTarget = true;
                break;
            case ["no" or "default", "option", "transparent" or "http_proxy", ..]:
                _hasOtherTarget = false;
                break;
            case ["cookie", ..]:
                _hasDynamicCookies = words.Contains("dynamic");
                break;
            case ["disabled" or "enabled"]:
                _isDisabled = words[0] == "disabled";
                break;
            case ["mode", var mode, ..]:
                _isLog = mode == "log";
                break;
            case ["server-template", ..]:
                _hasTemplate = true;
                break;
            case ["default-server", ..]:
                DefaultServer = DefaultServer.With(line, firstWord: 1);
                break;
        }
    }
}
