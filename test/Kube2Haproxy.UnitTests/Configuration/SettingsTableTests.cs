using System.Collections;
using System.Reflection;
using Kube2Haproxy.Configuration;
using Kube2Haproxy.Daemons.Haproxy;
using Kube2Haproxy.Rendering.Exposure;
using Kube2Haproxy.Sources.Kubernetes;
using Microsoft.Extensions.Configuration;

namespace Kube2Haproxy.UnitTests.Configuration;

/// <summary>The table and the options classes say the same.</summary>
public sealed class SettingsTableTests
{
    private static readonly Assembly[] Assemblies =
    [
        typeof(SettingsTable).Assembly, typeof(KubernetesOptions).Assembly, typeof(ServicesOptions).Assembly, typeof(HaproxyOptions).Assembly,
    ];

    private static readonly string[] Sections = [.. SettingsTable.All.Select(setting => setting.Section).Distinct()];

    // Options classes are named after their section, and after their part where it has several: HaproxyTemplateOptions.
    private static readonly (string Key, PropertyInfo Property)[] Properties =
    [
        .. from type in Assemblies.SelectMany(assembly => assembly.GetTypes())
           where type.Name.EndsWith("Options", StringComparison.Ordinal)
           let section = Sections.SingleOrDefault(section => type.Name.StartsWith(section, StringComparison.Ordinal))
           where section is not null
           from property in type.GetProperties()
           select ($"{section}:{property.Name}", property),
    ];

    [Fact]
    public void Every_property_has_one_row_and_every_row_a_property() =>
        SettingsTable.All.Select(setting => setting.Key).ShouldBe(Properties.Select(option => option.Key).Distinct(), ignoreOrder: true);

    [Fact]
    public void No_flag_stands_twice() => SettingsTable.All.Select(setting => setting.Flag).OfType<string>().ShouldBeUnique();

    [Fact]
    public void Every_default_is_right_by_the_table_itself() => SettingsReader.Read().Faults.ShouldBeEmpty();

    [Fact]
    public void Every_default_is_what_the_property_begins_with()
    {
        var configuration = SettingsReader.Read().Configuration;
        foreach (var (key, property) in Properties)
        {
            var initial = property.GetValue(Activator.CreateInstance(property.DeclaringType!));
            // The binder appends to lists and maps, so that they must begin empty.
            if (initial is ICollection collection)
                collection.Count.ShouldBe(0, key);
            else
                configuration.GetValue(property.PropertyType, key).ShouldBe(initial, key);
        }
    }

    [Fact]
    public void A_shape_fits_the_type_of_its_property()
    {
        foreach (var (key, property) in Properties)
        {
            var shape = property.PropertyType == typeof(string) || !typeof(IEnumerable).IsAssignableFrom(property.PropertyType)
                ? SettingShape.One
                : typeof(IDictionary).IsAssignableFrom(property.PropertyType) ? SettingShape.Map : SettingShape.List;

            SettingsTable.Find(key, out _)!.Shape.ShouldBe(shape, key);
        }
    }

    [Fact]
    public void Every_property_binds_the_defaults_without_a_throw()
    {
        var configuration = SettingsReader.Read().Configuration;

        foreach (var type in Properties.Select(option => (option.Property.DeclaringType!, option.Key.Split(':')[0])).Distinct())
            configuration.GetSection(type.Item2).Get(type.Item1).ShouldNotBeNull();
    }
}
