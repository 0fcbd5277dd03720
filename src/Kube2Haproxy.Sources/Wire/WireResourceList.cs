namespace Kube2Haproxy.Sources.Wire;

/// <summary>meta/v1 APIResourceList: what a group and version of the API serves.</summary>
internal sealed record WireResourceList
{
    public List<ApiResource?>? Resources { get; set; }

    internal sealed record ApiResource
    {
        /// <summary>Plural, lower case.</summary>
        public string? Name { get; set; }
    }
}
