namespace Aggregator.Central.Expose;

/// <summary>What <c>/metrics/…</c> can be asked for.</summary>
public enum ExpositionPart
{
    /// <summary><c>namespace_product_gw_…</c></summary>
    Product,

    /// <summary><c>namespace_api_gw_…</c></summary>
    Api,

    /// <summary><c>namespace_error_code_gw_…</c></summary>
    ErrorCode,

    /// <summary><c>namespace_tenant_gw_…</c></summary>
    Tenant,

    /// <summary><c>aggregator_central_…</c>: the central job's own clocks, ledger and budgets.</summary>
    Self,
}
