using YamlDotNet.Serialization;

namespace Aggregator.Tests.Monitoring.Rules;

/// <summary>A rule as it stands in a file.</summary>
internal sealed class ReadRule
{
    [YamlMember(Alias = "alert")]
    public string? Alert { get; set; }

    [YamlMember(Alias = "record")]
    public string? Record { get; set; }

    [YamlMember(Alias = "expr")]
    public string Expression { get; set; } = "";

    [YamlMember(Alias = "for")]
    public string For { get; set; } = "";

    [YamlMember(Alias = "keep_firing_for")]
    public string KeepFiringFor { get; set; } = "";

    [YamlMember(Alias = "labels")]
    public Dictionary<string, string> Labels { get; set; } = new(StringComparer.Ordinal);

    [YamlMember(Alias = "annotations")]
    public Dictionary<string, string> Annotations { get; set; } = new(StringComparer.Ordinal);

    public override string ToString() => Alert ?? Record ?? "";
}
