using Aggregator.Monitoring.Rules;
using Aggregator.PipelineTests.Support;
using Xunit;

namespace Aggregator.PipelineTests.Monitoring;

/// <summary>Files that product teams write for themselves, beside the shipped ones.</summary>
public sealed class OwnRulesTests : IDisposable
{
    private const int Onset = 120;
    private const int End = 400;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("ecs")]
    [InlineData("it's \"a\\b\" {x} # 产品")]
    public async Task A_file_is_valid_whatever_the_product_is_called(string product) =>
        await Rule.AssertValidAsync(Own("own.yml", product, "compute", ServiceThresholds.Default));

    [Fact]
    public async Task Take_the_place_of_the_shipped_alerts_on_their_product_and_of_no_others()
    {
        var file = new RuleTestFile(
        [
            Path.Combine(Repository.Root, "deploy/central/prometheus/rules/service.yml"),
            Own("ecs.yml", "ecs", "compute", ServiceThresholds.Default with { ErrorRate = 0.002 }),
            Own("rds.yml", "rds", "rds", ServiceThresholds.Default with { PageErrorRate = null }),
        ], evaluationSeconds: 5);
        file.Test("three products fail at once");
        foreach (var product in new[] { "ecs", "rds", "slb" }) Fail(file, product);

        file.Expect()
            .Value(End, Paging("product=\"ecs\",team=\"compute\""), 1)
            .Value(End, Paging("product=\"ecs\""), 1)
            .Value(End, Paging("product=\"rds\""), null)
            .Value(End, Paging("product=\"slb\",team=\"slb\""), 1)
            // 0.5 % of all are errors: over the threshold of ecs, and of no other.
            .Value(End, Warning("product=\"ecs\",team=\"compute\""), 1)
            .Value(End, Warning(""), 1);

        await File.WriteAllTextAsync(_folder["test.yml"], file.ToString(), TestContext.Current.CancellationToken);
        await Rule.AssertTestsPassAsync(_folder["test.yml"]);
    }

    private static void Fail(RuleTestFile file, string product)
    {
        foreach (var (series, values) in new GatewayFailure { Product = product, Onset = Onset, BadPercent = 50 }.SeriesUntil(End)) file.Series(series, values);
        file.Series($$"""namespace_product_gw_http_req{product="{{product}}",region_id="r0"}""", $"6000x{End}");
        file.Series($$"""namespace_product_gw_http_5xx{product="{{product}}",region_id="r0"}""", $"30x{End}");
    }

    private static string Paging(string labels) => Firing("ErrorRateFastBurn", labels);

    private static string Warning(string labels) => Firing("HighErrorRate", labels);

    private static string Firing(string alert, string labels) =>
        $"count(ALERTS{{alertname=\"{alert}\",alertstate=\"firing\"{(labels.Length == 0 ? "" : $",{labels}")}}})";

    private string Own(string name, string product, string team, ServiceThresholds thresholds)
    {
        File.WriteAllText(_folder[name], RuleFileWriter.Write(RuleCatalogue.OfProduct(product, team, thresholds)));
        return _folder[name];
    }
}
