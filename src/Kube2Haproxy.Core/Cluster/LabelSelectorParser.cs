using System.Text.RegularExpressions;

namespace Kube2Haproxy.Core.Cluster;

/// <summary>Reads a label selector by the grammar of Kubernetes' <c>labels.Parse</c>, without its <c>&lt;</c> and <c>&gt;</c>.</summary>
internal sealed partial class LabelSelectorParser
{
    private const string End = "";

    private readonly string[] _words;
    private int _at;

    public LabelSelectorParser(string text) =>
        _words = [.. WordPattern().Matches(text).Select(match => match.Groups[1].Value)];

    private string Next => _at < _words.Length ? _words[_at] : End;

    /// <summary>The complaint; null where the whole text was read.</summary>
    public string? Parse(out IReadOnlyList<LabelRequirement> requirements)
    {
        var list = new List<LabelRequirement>();
        requirements = list;
        if (Next == End)
            return null;
        while (true)
        {
            if (Requirement(list) is { } error)
                return error;
            if (Next == End)
                return null;
            if (!Take(","))
                return $"{Found()} stands where a comma or the end was expected";
        }
    }

    private string? Requirement(List<LabelRequirement> list)
    {
        var isNegated = Take("!");
        var key = Next;
        if (!IsKey(key))
            return $"{Found()} stands where the name of a label was expected, such as app or app.kubernetes.io/name";
        _at++;
        if (isNegated || Next is "," or End)
        {
            list.Add(new LabelRequirement(key, null, isNegated));
            return null;
        }

        var comparison = Next;
        _at++;
        switch (comparison)
        {
            case "=" or "==" or "!=":
                if (Value(out var value) is { } wrongValue)
                    return wrongValue;
                list.Add(new LabelRequirement(key, [value], comparison == "!="));
                return null;
            case "in" or "notin":
                if (Values(out var values) is { } wrongValues)
                    return wrongValues;
                list.Add(new LabelRequirement(key, values, comparison == "notin"));
                return null;
            default:
                return $"\"{comparison}\" stands after {key}, where one of = == != in notin was expected";
        }
    }

    private string? Values(out List<string> values)
    {
        values = [];
        if (!Take("("))
            return $"{Found()} stands where the values in parentheses were expected, such as (a,b)";
        if (Next == ")")
            return "a set in parentheses needs at least one value";
        do
        {
            if (Value(out var value) is { } error)
                return error;
            values.Add(value);
        }
        while (Take(","));

        return Take(")") ? null : $"{Found()} stands where a comma or the closing parenthesis was expected";
    }

    // A value may be empty: "a=" and "a in (,b)".
    private string? Value(out string value)
    {
        value = "";
        if (Next is "," or ")" or End)
            return null;
        if (!ValuePattern().IsMatch(Next))
            return $"{Found()} is no label value (at most 63 letters, digits, '-', '_' and '.', a letter or digit at both ends)";
        value = Next;
        _at++;
        return null;
    }

    private bool Take(string word)
    {
        if (Next != word)
            return false;
        _at++;
        return true;
    }

    private string Found() => Next == End ? "the end" : $"\"{Next}\"";

    public static bool IsKey(string text)
    {
        var slash = text.LastIndexOf('/');
        return ValuePattern().IsMatch(text[(slash + 1)..])
            && (slash < 0 || (slash <= 253 && PrefixPattern().IsMatch(text[..slash])));
    }

    [GeneratedRegex(@"\s*([!=]=|[=!(),]|[^\s=!(),]+)")]
    private static partial Regex WordPattern();

    [GeneratedRegex(@"^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?\z")]
    private static partial Regex ValuePattern();

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z")]
    private static partial Regex PrefixPattern();
}
