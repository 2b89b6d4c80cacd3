using System.ComponentModel.DataAnnotations;
using System.Runtime.Serialization;

namespace Aggregator.Regional.Options;

/// <summary>One rule of <c>filters:</c>, either <c>drop</c> or <c>keep</c>.</summary>
public sealed record FilterOptions
{
    /// <summary>Names the rule in the outcome counts.</summary>
    [Required]
    public string Name { get; init; } = "";

    /// <summary>Drops the logs that meet the condition.</summary>
    public ConditionOptions? Drop { get; init; }

    /// <summary>Drops the logs that do not meet the condition.</summary>
    public ConditionOptions? Keep { get; init; }
}

/// <summary>A condition on one field. With more than one test, all must hold.</summary>
public sealed record ConditionOptions
{
    /// <summary>The field: a name of the format, or a nested path such as <c>Ext5.logRegionId</c>.</summary>
    [Required]
    public string Field { get; init; } = "";

    /// <summary>The value is one of these.</summary>
    public IReadOnlyList<string>? In { get; init; }

    /// <summary>The value is none of these; a missing field is none of them.</summary>
    public IReadOnlyList<string>? NotIn { get; init; }

    /// <summary>The value is this.</summary>
    [DataMember(Name = "equals")]
    public string? EqualTo { get; init; }

    /// <summary>The value begins with this.</summary>
    public string? Prefix { get; init; }

    /// <summary>The value matches this regular expression somewhere.</summary>
    public string? Regex { get; init; }

    /// <summary>The field is there (true) or missing (false).</summary>
    public bool? Exists { get; init; }
}
