using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Kube2Haproxy.Configuration;

/// <summary>
/// Checks everything that was set against the table, collects every fault, and gives the options binder canonical values only, so that
/// it cannot fail: alone it throws at the first bad value, passes unknown keys, reads "5" as five days and merges lists by index.
/// </summary>
internal sealed class SettingsReader
{
    // Keys keep the case of the lowest layer: a variable in capitals overrides a free name of the file.
    private readonly Dictionary<string, EffectiveSetting> _effective = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<Setting> _faulty = [];
    private readonly List<string> _faults = [];

    private SettingsReader()
    {
    }

    /// <param name="layers">Above the defaults, lowest first. A bad value is a fault even where a higher layer overrides it.</param>
    public static SettingsReport Read(params IReadOnlyList<SettingsLayer> layers)
    {
        var reader = new SettingsReader();
        foreach (var layer in layers.Prepend(SettingsLayer.Defaults))
            reader.Take(layer);
        reader._faults.AddRange(SettingsRules.Check(reader.RightValue));
        return reader.Report();
    }

    private void Take(SettingsLayer layer)
    {
        _faults.AddRange(layer.Faults);
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var lists = new Dictionary<Setting, List<GivenValue>>();
        foreach (var given in layer.Values)
        {
            var setting = SettingsTable.Find(given.Key, out var rest);
            if (!seen.Add(given.Key))
                Fault(setting, $"{Shown(given)} is given twice; it must be given once.");
            else if (setting is null)
                TakeUnknown(given, layer);
            else if (setting.Shape == SettingShape.List && (rest.Length == 0 || IsIndex(rest)))
                (lists.TryGetValue(setting, out var items) ? items : lists[setting] = []).Add(given);
            else if (setting.Shape == SettingShape.Map && rest.Length > 0)
                TakeNamed(setting, rest, given);
            else if (setting.Shape == SettingShape.Map && given.Value is not null)
                Fault(setting, $"{Described(given)}; it must be a section with a key for each {setting.Names.Placeholder}.");
            else if (rest.Length > 0)
                Fault(setting, $"{Shown(given)} is not a setting; {setting.Key} has {Number(setting)}.");
            else
                TakeOne(setting, setting.Key, given);
        }

        foreach (var (setting, items) in lists)
            TakeList(setting, items);
    }

    private void TakeUnknown(GivenValue given, SettingsLayer layer)
    {
        if (!SettingsTable.All.Any(setting => setting.Key.StartsWith(given.Key + ":", StringComparison.OrdinalIgnoreCase)))
        {
            var near = Suggestion.ForKey(given.Key).Select(layer.Spell).ToList();
            var remedy = near.Count > 0 ? $"did you mean {string.Join(" or ", near)}?" : "--help lists all of them.";
            Fault(null, $"{Shown(given)} is not a setting; {remedy}");
        }
        else if (given.Value is not null)
        {
            Fault(null, $"{Described(given)}; it must be a section with keys below it.");
        }
    }

    private void TakeNamed(Setting setting, string name, GivenValue given)
    {
        if (setting.Names.Read(name).Complaint is { } complaint)
            Fault(setting, $"{Shown(given)} has the name {Quoted(name)}; {complaint}.");
        else
            TakeOne(setting, $"{setting.Key}:{name}", given);
    }

    private void TakeOne(Setting setting, string key, GivenValue given)
    {
        if (given.Value is { } text && TryRead(setting, given, out var canonical))
            _effective[key] = new EffectiveSetting(key, text, given.Source, [canonical], IsList: false);
    }

    private void TakeList(Setting setting, List<GivenValue> items)
    {
        var whole = items.FindIndex(item => item.Key.Length == setting.Key.Length);
        if (whole >= 0 && items.Count > 1)
        {
            Fault(setting, $"{Shown(items[whole])} is given both as a whole and by index; it must be given in one way.");
            return;
        }

        var source = items[0].Source;
        if (whole >= 0)
        {
            if (items[whole].Value is not { } text)
                return;
            items = [.. text.Split(',').Where(_ => text.Length > 0).Select(item => items[whole] with { Value = item.Trim() })];
        }

        // The environment comes in the order of names: 10 before 2.
        var ordered = items.Where(item => item.Value is not null).OrderBy(item => Index(setting, item)).ToList();
        if (ordered.Count == 0 && setting.NeedsOne)
            Fault(setting, $"{setting.Key} ({source}) is empty; it must be {setting.Syntax.Right}.");
        var canonical = new List<string>();
        foreach (var item in ordered)
        {
            if (TryRead(setting, item, out var value))
                canonical.Add(value);
        }

        var shown = string.Join(",", ordered.Select(item => item.Value));
        _effective[setting.Key] = new EffectiveSetting(setting.Key, shown, source, canonical, IsList: true);
    }

    private bool TryRead(Setting setting, GivenValue given, out string canonical)
    {
        var reading = setting.Syntax.Read(given.Value ?? "");
        canonical = reading.Canonical ?? "";
        if (reading.Complaint is not { } complaint)
            return true;
        Fault(setting, $"{Described(given)}; {complaint}.");
        return false;
    }

    // Rules between settings speak only of values that are right by themselves.
    private EffectiveSetting? RightValue(string key) =>
        _faulty.Any(setting => setting.Key == key) ? null : _effective[key];

    private SettingsReport Report()
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        var effective = SettingsTable.All.SelectMany(Effective).ToList();
        foreach (var setting in effective)
        {
            foreach (var (index, value) in setting.Canonical.Index())
                values[setting.IsList ? string.Create(CultureInfo.InvariantCulture, $"{setting.Key}:{index}") : setting.Key] = value;
        }

        return new SettingsReport(_faults, new ConfigurationBuilder().AddInMemoryCollection(values).Build(), effective);
    }

    private IEnumerable<EffectiveSetting> Effective(Setting setting) => setting.Shape != SettingShape.Map
        ? [_effective[setting.Key]]
        : _effective
            .Where(named => named.Key.StartsWith(setting.Key + ":", StringComparison.OrdinalIgnoreCase))
            .Select(named => named.Value with { Key = named.Key });

    private void Fault(Setting? setting, string fault)
    {
        if (setting is not null)
            _faulty.Add(setting);
        _faults.Add(fault);
    }

    private static string Number(Setting setting) => setting.Shape == SettingShape.List ? "a list of values" : "one value";

    private static bool IsIndex(string rest) => rest.Length <= 4 && rest.All(char.IsAsciiDigit);

    private static int Index(Setting setting, GivenValue item) => item.Key.Length == setting.Key.Length
        ? 0
        : int.Parse(item.Key.AsSpan(setting.Key.Length + 1), CultureInfo.InvariantCulture);

    private static string Shown(GivenValue given) => $"{given.Key} ({given.Source})";

    private static string Described(GivenValue given) => $"{Shown(given)} is {Quoted(given.Value ?? "")}";

    // A report has one line a fault, whatever stands in a value.
    private static string Quoted(string text) => $"\"{string.Concat(text.Select(c => char.IsControl(c) ? $"\\u{(int)c:x4}" : $"{c}"))}\"";
}
