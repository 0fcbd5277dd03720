using System.Globalization;
using System.Text.Encodings.Web;
using Fluid;
using Fluid.Values;

namespace Kube2Haproxy.Rendering.Templates.Model;

/// <summary>Texts by free names: labels, annotations, settings. An absent name is nil; a loop sees pairs of name and text, sorted by name.</summary>
internal sealed class TextTable : FluidValue
{
    private readonly SortedDictionary<string, string> _texts;

    private TextTable(SortedDictionary<string, string> texts) => _texts = texts;

    /// <inheritdoc/>
    public override FluidValues Type => FluidValues.Dictionary;

    /// <summary>From the cluster: names become words, and texts what <paramref name="harmless"/> makes of them.</summary>
    public static TextTable FromCluster(IReadOnlyDictionary<string, string> texts, Func<string, string> harmless)
    {
        var table = new SortedDictionary<string, string>(StringComparer.Ordinal);
        // Names that the API server accepts stay as they are. Of others that become the same, the first in order counts.
        foreach (var (name, text) in texts.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            table.TryAdd(ClusterText.Word(name), harmless(text));
        return new TextTable(table);
    }

    /// <summary>From the operator: as it is.</summary>
    public static TextTable FromOperator(IReadOnlyDictionary<string, string> texts)
    {
        var table = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, text) in texts)
            table[name] = text;
        return new TextTable(table);
    }

    /// <inheritdoc/>
    public override ValueTask<FluidValue> GetValueAsync(string name, TemplateContext context) =>
        new(_texts.TryGetValue(name, out var text) ? StringValue.Create(text) : NilValue.Instance);

    /// <inheritdoc/>
    public override ValueTask<FluidValue> GetIndexAsync(FluidValue index, TemplateContext context) =>
        GetValueAsync(index.ToStringValue(), context);

    /// <inheritdoc/>
    public override IEnumerable<FluidValue> Enumerate(TemplateContext context) =>
        _texts.Select(pair => new ArrayValue([StringValue.Create(pair.Key), StringValue.Create(pair.Value)]));

    /// <inheritdoc/>
    public override bool Contains(FluidValue value) => _texts.ContainsKey(value.ToStringValue());

    /// <inheritdoc/>
    public override bool Equals(FluidValue? other) => ReferenceEquals(this, other) || (other?.Type == FluidValues.Empty && _texts.Count == 0);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is FluidValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _texts.Count;

    /// <inheritdoc/>
    public override bool ToBooleanValue() => true;

    /// <inheritdoc/>
    public override decimal ToNumberValue() => _texts.Count;

    /// <inheritdoc/>
    public override string ToStringValue() => throw new TemplateFault("a table has no text of its own: use one of its values.");

    /// <inheritdoc/>
    public override object ToObjectValue() => this;

    /// <inheritdoc/>
    public override ValueTask WriteToAsync(TextWriter writer, TextEncoder encoder, CultureInfo cultureInfo)
    {
        writer.Write(ToStringValue());
        return default;
    }
}
