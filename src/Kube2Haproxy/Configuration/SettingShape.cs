namespace Kube2Haproxy.Configuration;

/// <summary>How many values a setting has.</summary>
internal enum SettingShape
{
    One,

    /// <summary>In the file an array; anywhere also one text with commas. The highest layer that has the key gives all of it.</summary>
    List,

    /// <summary>Free names below the key, each a setting of its own.</summary>
    Map,
}
