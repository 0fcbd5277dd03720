using static Kube2Haproxy.Configuration.SettingShape;

namespace Kube2Haproxy.Configuration;

/// <summary>
/// Every setting there is. Flags, their help, the table in the README and the check of what an operator wrote all come from here; a
/// test holds it equal to the options classes.
/// </summary>
internal static class SettingsTable
{
    private const string TemplateHelp = "Liquid template of the configuration; what it includes lies beside it.";
    private const string IntervalHelp = "Least time from the end of one reload to the start of the next; the newest state wins.";
    private const string FreeHelp = "Free values for the template, which reads them as settings.NAME.";

    /// <summary>In the order of the documents, section by section.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        new("Kubernetes:Kubeconfig", "", PathValues.File.OrEmpty(), "Kubeconfig file with the API server and the credentials.")
        {
            Flag = "--kubeconfig",
            Absent = "in-cluster, then ~/.kube/config",
        },
        new("Kubernetes:Master", "", NetworkValues.ServerUrl.OrEmpty(), "URL of the API server, in place of the kubeconfig's.")
        {
            Flag = "--master",
            Absent = "the kubeconfig's",
        },
        new("Kubernetes:Qps", "5", Values.Number(0.1, 1000), "Requests a second to the API server in the long run.")
        {
            Flag = "--kube-api-qps",
        },
        new("Kubernetes:Burst", "10", Values.Whole(1, 1000), "Requests that may go out at once above that rate.")
        {
            Flag = "--kube-api-burst",
        },
        new("Kubernetes:SyncPeriod", "30m", Values.Duration("1m", "24h"), "Time from one full list and repair to the next.")
        {
            Flag = "--sync-period",
        },
        new("Manifests:Directory", "", PathValues.Directory.OrEmpty(), "Directory of manifests to watch in place of the Kubernetes API.")
        {
            Flag = "--manifests",
        },
        new("Services:Addresses", "ClusterIP", ServiceValues.AddressKind,
            "Kinds of a Service's addresses that are exposed; the last two need Services:AllowedAddresses.")
        {
            Shape = List,
            NeedsOne = true,
        },
        new("Services:LoadBalancerClass", "", ServiceValues.LoadBalancerClass.OrEmpty(),
            "With LoadBalancer: only Services of this spec.loadBalancerClass.")
        {
            Absent = "only Services without a class",
        },
        new("Services:AllowedAddresses", "", NetworkValues.Network,
            "Networks in which the addresses of the kinds ExternalIP and LoadBalancer must lie, which whoever writes a Service chooses; "
            + "those kinds need it.")
        {
            Shape = List,
        },
        new("Services:Backends", "Pod", ServiceValues.BackendKind,
            "What HAProxy's servers are: pods at their own addresses, or the cluster's nodes at the Services' node ports, for machines "
            + "that cannot reach pods."),
        new("Services:Pools", "", NetworkValues.Network,
            "Networks from which Services of type LoadBalancer get an address, which is written to their status; they lie within Services:AllowedAddresses.")
        {
            Shape = List,
            Absent = "none: others assign them",
        },
        new("Services:OptIn", "false", Values.Switch,
            "True exposes only what has the annotation kube2haproxy.io/expose: \"true\"; false all that does not have it with \"false\"."),
        new("Services:Namespaces", "", ServiceValues.Namespace, "Only Services of these namespaces.") { Shape = List, Absent = "all" },
        new("Services:Selector", "", ServiceValues.Selector, "Only Services whose labels match.") { Absent = "all" },
        new("Services:ReservedPorts", "22,listening", ServiceValues.ReservedPort,
            "Ports that no Service gets; listening stands for what the node, HAProxy aside, listens on at a wildcard address when the daemon starts.")
        {
            Shape = List,
        },
        new("Haproxy:Enabled", "true", Values.Switch, "False leaves HAProxy alone: nothing is rendered, written or reloaded."),
        new("Haproxy:ConfigFile", "/etc/haproxy/haproxy.cfg", PathValues.AbsoluteFile,
            "Configuration that HAProxy reads; its directory must be writable.")
        {
            Flag = "--haproxy-config-file",
        },
        new("Haproxy:TemplateFile", "", PathValues.File.OrEmpty(), TemplateHelp)
        {
            Flag = "--haproxy-template-file",
            Absent = "the built-in template",
        },
        new("Haproxy:Settings", "", Values.Text, FreeHelp) { Shape = Map },
        new("Haproxy:ReloadInterval", "5s", Values.Duration("100ms", "1h"), IntervalHelp) { Flag = "--haproxy-reload-interval" },
        new("Haproxy:ReloadScript", "", PathValues.File.OrEmpty(), "Program that reloads HAProxy; it has failed when it exits non-zero.")
        {
            Flag = "--haproxy-reload-script",
            Absent = "none: the master CLI",
        },
        new("Haproxy:Binary", "/usr/sbin/haproxy", PathValues.AbsoluteFile, "HAProxy's program, which validates each candidate."),
        new("Haproxy:MasterSocket", "/run/haproxy-master.sock", PathValues.AbsoluteFile, "Socket of the master CLI, HAProxy's -S."),
        new("Haproxy:StatsSocket", "/run/haproxy/admin.sock", PathValues.AbsoluteFile,
            "Stats socket that the template makes and runtime commands go to."),
        new("Haproxy:OnlyWhenMaster", "false", Values.Switch,
            "True brings HAProxy to the wanted state only where this node is the VRRP MASTER; false on both nodes, so that a takeover needs no reload."),
        new("Keepalived:Enabled", "true", Values.Switch, "False leaves Keepalived alone: nothing is rendered, written or reloaded."),
        new("Keepalived:ConfigFile", "/etc/keepalived/keepalived.conf", PathValues.AbsoluteFile,
            "Configuration that Keepalived reads; its directory must be writable.")
        {
            Flag = "--keepalived-config-file",
        },
        new("Keepalived:TemplateFile", "", PathValues.File.OrEmpty(), TemplateHelp)
        {
            Flag = "--keepalived-template-file",
            Absent = "the built-in template",
        },
        new("Keepalived:Settings", "", Values.Text, FreeHelp) { Shape = Map },
        new("Keepalived:ReloadInterval", "2s", Values.Duration("100ms", "1h"), IntervalHelp) { Flag = "--keepalived-reload-interval" },
        new("Keepalived:ReloadScript", "", PathValues.File.OrEmpty(),
            "Program that reloads Keepalived; it has failed when it exits non-zero.")
        {
            Flag = "--keepalived-reload-script",
            Absent = "none: SIGHUP to the process of its pid file",
        },
        new("Keepalived:Binary", "/usr/sbin/keepalived", PathValues.AbsoluteFile,
            "Keepalived's program, which validates each candidate."),
        new("Keepalived:PidFile", "/run/keepalived.pid", PathValues.AbsoluteFile, "File with Keepalived's process ID."),
        new("Keepalived:Device", "", NetworkValues.Device.OrEmpty(), "Network device that carries the service addresses.")
        {
            Flag = "--device",
            Absent = "the device of the default route",
        },
        new("Keepalived:VirtualRouterId", "51", Values.Whole(1, 255),
            "VRRP's virtual router ID, the same on both nodes; nobody else on the network may use it."),
        new("Keepalived:Priority", "250", Values.Whole(1, 254),
            "VRRP priority of this node; the higher one becomes MASTER where both start at once."),
        new("Keepalived:ConstantAddress", "", NetworkValues.AddressWithPrefix.OrEmpty(),
            "The one address that VRRP advertises, the same on both nodes and never changed.")
        {
            Absent = "169.254.1.N/32, N the virtual router ID",
        },
        new("Keepalived:Peers", "", NetworkValues.Address, "Addresses of the other nodes for unicast VRRP.")
        {
            Shape = List,
            Absent = "none: multicast",
        },
        new("Keepalived:CheckScript", "", PathValues.File.OrEmpty(),
            "Program by which Keepalived sees that HAProxy serves, as deploy/keepalived/check-haproxy. Root alone may be able to change it, and the directories that it lies in.")
        {
            Absent = "none: HAProxy's end moves no address",
        },
        new("Keepalived:NotifyFifo", "/var/lib/kube2haproxy/vrrp.fifo", PathValues.AbsoluteFile.OrEmpty(),
            "FIFO to which Keepalived writes the changes of its state; empty for none.")
        {
            Absent = "none: the service addresses alone tell the state",
        },
        new("Keepalived:FailoverFile", "/var/lib/kube2haproxy/failover", PathValues.AbsoluteFile,
            "File by which `kube2haproxy failover` makes Keepalived hand the addresses over. Who may write in its directory may do so."),
        new("Keepalived:RoutedNetworks", "", NetworkValues.Network,
            "Networks that are routed to the constant address: their addresses are left out of Keepalived, and each node has them by a local route.")
        {
            Shape = List,
        },
        new("Safety:PauseFile", "/var/lib/kube2haproxy/pause", PathValues.AbsoluteFile,
            "While this file exists, nothing is applied to HAProxy and Keepalived, and nothing is written to the cluster; "
            + "`kube2haproxy pause` makes it. Who may write in its directory may pause."),
        new("Server:Address", "127.0.0.1", NetworkValues.Address,
            "Address that the HTTP endpoints listen on, 0.0.0.0 or :: for all; they show much and change nothing.")
        {
            Flag = "--address",
        },
        new("Server:Port", "9405", Values.Whole(0, 65535), "Port that the HTTP endpoints listen on; 0 turns them off.") { Flag = "--port" },
        new("Server:Profiling", "false", Values.Switch, "Whether diagnostic dumps can be fetched, from loopback only.")
        {
            Flag = "--profiling",
        },
        new("Logging:File", "", PathValues.File.OrEmpty(),
            "Log file in place of stderr; at 100 MB a new one is begun, and ten are kept.")
        {
            Flag = "--log-file",
            Absent = "none: stderr",
        },
        new("Logging:AlsoToStderr", "false", Values.Switch, "Log to stderr as well as to the log file.") { Flag = "--alsologtostderr" },
        new("Logging:LogLevel", "Default=Information,Microsoft=Warning,System.Net.Http=Warning", Values.Level,
            "Least level that is logged, by the longest category that matches.")
        {
            Shape = Map,
            Names = Values.Category,
        },
    ];

    /// <summary>The setting that a key belongs to, whatever its case.</summary>
    /// <param name="key">As somebody wrote it.</param>
    /// <param name="rest">What follows the setting's key: an index, a name, or nothing.</param>
    public static Setting? Find(string key, out string rest)
    {
        foreach (var setting in All)
        {
            rest = "";
            if (key.Equals(setting.Key, StringComparison.OrdinalIgnoreCase))
                return setting;
            if (!key.StartsWith(setting.Key + ":", StringComparison.OrdinalIgnoreCase))
                continue;
            rest = key[(setting.Key.Length + 1)..];
            return setting;
        }

        rest = "";
        return null;
    }
}
