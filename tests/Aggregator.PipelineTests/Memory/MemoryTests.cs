using Aggregator.PipelineTests.Replay;
using Aggregator.PipelineTests.Support;
using Aggregator.Regional.Ingest.Generate;
using Aggregator.Regional.Options;
using Xunit;

namespace Aggregator.PipelineTests.Memory;

/// <summary>More different values than fit: memory stays below its limit with all defaults, and nothing is lost from the totals.</summary>
[Collection(BigReplays.Name)]
public sealed class MemoryTests : IDisposable
{
    private const int TenantBudget = 300_000;
    private const int ProductBudget = 10_000;
    private const int ApiBudget = 250_000;
    private const int ErrorCodeBudget = 100_000;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Five_million_tenants_with_a_level_are_counted_exactly_within_512_MB()
    {
        const int tenants = 5_000_000;
        WriteOneLogOfEach(tenants);
        await using var job = await BoundedJob.StartAsync(_folder);

        var self = await job.CountedAsync(tenants);

        TestContext.Current.TestOutputHelper?.WriteLine($"Peak heap: {job.PeakHeapBytes / (1 << 20):F0} MB");
        Assert.Equal(BoundedJob.HeapLimitBytes, self.Sum("dotnet_gc_available_bytes"));
        Assert.Equal(tenants, (await job.TotalsAsync("product", "namespace_product_gw_http_req_total")).Sum);
        Assert.Equal(tenants, (await job.TotalsAsync("api", "namespace_api_gw_http_req_total")).Sum);
        var byTenant = await job.TotalsAsync("tenant", "namespace_tenant_gw_http_req_total");
        Assert.Equal(tenants, byTenant.Sum);
        Assert.Equal(TenantBudget, byTenant.Series);
        Assert.Equal(tenants - TenantBudget, byTenant.Overflow);
        Assert.Equal(0, byTenant.Unknown);
        Assert.Equal(tenants - TenantBudget, self.Sum("aggregator_central_overflow_logs_total", ("namespace", "tenant")));
        await StopsBalancedAsync(job);
    }

    [Fact]
    public async Task Products_APIs_and_error_codes_of_random_names_stay_within_their_budgets_and_are_counted_exactly()
    {
        const int logs = 600_000;
        WriteRandomNames(logs);
        await using var job = await BoundedJob.StartAsync(_folder);

        var self = await job.CountedAsync(logs);

        TestContext.Current.TestOutputHelper?.WriteLine($"Peak heap: {job.PeakHeapBytes / (1 << 20):F0} MB");
        Assert.Equal(BoundedJob.HeapLimitBytes, self.Sum("dotnet_gc_available_bytes"));
        var byProduct = await job.TotalsAsync("product", "namespace_product_gw_http_req_total");
        Assert.Equal((ProductBudget, logs, logs - ProductBudget), (byProduct.Series, byProduct.Sum, byProduct.Overflow));
        var byApi = await job.TotalsAsync("api", "namespace_api_gw_http_req_total");
        Assert.Equal((ApiBudget, logs, logs - ApiBudget), (byApi.Series, byApi.Sum, byApi.Overflow));
        // One budget for both metrics, and each log asks for a label set of both.
        var byCode = await job.TotalsAsync("error_code", "namespace_error_code_gw_http_code_total");
        var byError = await job.TotalsAsync("error_code", "namespace_error_code_gw_error_code_total");
        Assert.Equal((logs, logs), (byCode.Sum, byError.Sum));
        Assert.Equal(ErrorCodeBudget, byCode.Series + byError.Series);
        await StopsBalancedAsync(job);
    }

    private void WriteOneLogOfEach(int tenants)
    {
        string[] products = ["ecs", "rds", "slb", "oss", "vpc", "ram", "cdn", "sls"];
        var options = new GenerateOptions { Tenants = tenants };
        new GeneratedTables(options, ["cn-hangzhou"], allLevels: true).WriteCsv(_folder["tables"]);
        var world = new GeneratedWorld(options);
        using var logs = new LogFile(_folder["logs.jsonl"]);
        for (var i = 0; i < tenants; i++) logs.Add(products[i % 8], $"Describe{i % 50}", world.Uid(i), i % 100 == 0 ? 503 : 200, "");
    }

    // Names of every log are new, and as long as those of a scanner that tries random ones.
    private void WriteRandomNames(int count)
    {
        var random = new Random(3);
        using var logs = new LogFile(_folder["logs.jsonl"]);
        for (var i = 0; i < count; i++)
        {
            logs.Add($"p{random.NextInt64():x16}", $"Api{random.NextInt64():x16}", $"{i % 100}", 404, $"Invalid{random.NextInt64():x16}");
        }
    }

    private static async Task StopsBalancedAsync(BoundedJob job)
    {
        var (code, output) = await job.StopAsync();
        Assert.True(code == 0, output);
        Assert.Contains("ledger: balanced", output, StringComparison.Ordinal);
    }
}
