namespace Aggregator.Monitoring.Rules;

/// <summary>Which products the rules of a file are for: one, or all those without rules of their own.</summary>
internal sealed class ServiceScope
{
    /// <summary>Recorded as 1 by a product's own file; the shipped alerts leave such a product out.</summary>
    public const string HasOwnRules = "aggregator:product_rules:info";

    private readonly string? _product;

    private ServiceScope(string? product, string team) => (_product, Team) = (product, team);

    /// <summary>All products without rules of their own; each is its own team.</summary>
    public static ServiceScope Others { get; } = new(null, "{{ $labels.product }}");

    /// <summary>The alerts' label <c>team</c>.</summary>
    public string Team { get; }

    /// <summary>What stands behind a metric that has the label product.</summary>
    public string Selector => _product is null ? "" : $"{{product={PromQlText.Quoted(_product)}}}";

    /// <summary>What ends an alert's expression.</summary>
    public string Exclusion => _product is null ? $"\nunless on (product) {HasOwnRules}" : "";

    /// <summary>One product.</summary>
    public static ServiceScope Of(string product, string team) => new(product, team);

    /// <summary>Name of a series by product that the file records for itself: two files must never record the same one.</summary>
    public string Recorded(string name) => (_product is null ? "product:" : "product_own:") + name;

    /// <summary>Name of one of the file's groups.</summary>
    public string Group(string name) => _product is null ? $"aggregator-service-{name}" : $"aggregator-service-{name} {_product}";
}
