using Aggregator.Monitoring.Rules;
using Xunit;

namespace Aggregator.Tests.Monitoring.Rules;

public sealed class RuleFileWriterTests
{
    [Fact]
    public void Expressions_are_blocks_and_rules_stand_apart() => Assert.Equal(
        """
        # A file
        # of two lines.
        groups:
        - name: one
          interval: 10s
          rules:
          # Why.
          - record: a:b:c
            expr: |
              sum(x)
              / 2
            labels:
              product: 'ecs'

          - alert: Bad
            expr: |
              x > 1
            for: 2m
            labels:
              severity: critical
              team: 'it''s'
            annotations:
              summary: '{{ $labels.product }}: "bad"'
              description: 'worse'
              runbook: 'docs/OPERATIONS.md#bad'

        """,
        RuleFileWriter.Write(new RuleFile("A file\nof two lines.",
        [
            new RuleGroup("one", "10s",
            [
                new RecordingRule("a:b:c", "sum(x)\n/ 2") { Comment = "Why.", Labels = [("product", "ecs")] },
                new AlertRule("Bad", "x > 1")
                {
                    For = "2m", Severity = Severity.Critical, Team = "it's", Summary = "{{ $labels.product }}: \"bad\"", Description = "worse",
                },
            ]),
        ])));

    [Theory]
    [InlineData("e'c\"s")]
    [InlineData("back\\slash")]
    [InlineData("# no: comment, [no list]")]
    [InlineData("产品")]
    public void Any_name_of_a_product_reads_back(string product)
    {
        var rules = RuleFiles.Read(RuleFileWriter.Write(RuleCatalogue.OfProduct(product, product, ServiceThresholds.Default)));

        Assert.Equal(product, rules.Single(rule => string.Equals(rule.Record, ServiceScope.HasOwnRules, StringComparison.Ordinal)).Labels["product"]);
        Assert.All(rules.Where(rule => rule.Alert is not null), rule =>
        {
            Assert.Equal(product, rule.Labels["team"]);
            Assert.Contains($"product=\"{product.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"", rule.Expression, StringComparison.Ordinal);
        });
    }
}
