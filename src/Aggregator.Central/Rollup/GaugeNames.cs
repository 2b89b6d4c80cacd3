namespace Aggregator.Central.Rollup;

/// <summary>The gauges that <c>central.metrics</c> can choose from, by name without prefix.</summary>
public static class GaugeNames
{
    /// <summary>Gauges of <c>namespace_product_gw_</c>.</summary>
    public static IReadOnlyList<string> Product { get; } = NamesOf(RollupDefinitions.Product);

    /// <summary>Gauges of <c>namespace_api_gw_</c>.</summary>
    public static IReadOnlyList<string> Api { get; } = NamesOf(RollupDefinitions.Api);

    /// <summary>Gauges of <c>namespace_error_code_gw_</c>.</summary>
    public static IReadOnlyList<string> ErrorCode { get; } =
        [.. NamesOf(RollupDefinitions.HttpCode), .. NamesOf(RollupDefinitions.ErrorCode)];

    /// <summary>Gauges of <c>namespace_tenant_gw_</c>.</summary>
    public static IReadOnlyList<string> Tenant { get; } = NamesOf(RollupDefinitions.Tenant);

    private static IReadOnlyList<string> NamesOf(RollupDefinition definition) => [.. definition.Gauges.Select(gauge => gauge.Name)];
}
