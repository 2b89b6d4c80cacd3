using Aggregator.PipelineTests.Support;
using Xunit;

namespace Aggregator.PipelineTests.Monitoring;

/// <summary>The judges of rules: Prometheus' and Alertmanager's own tools.</summary>
internal static class Rule
{
    /// <summary>Fails unless promtool finds the file's rules, and nothing wrong with them.</summary>
    public static async Task AssertValidAsync(string file)
    {
        var (code, output) = await Tool.RunAsync("promtool", ["check", "rules", file]);
        Assert.True(code == 0 && output.Contains("rules found", StringComparison.Ordinal), output);
    }

    /// <summary>Fails unless the tests of a file pass, over rules that are there: without any, every expected silence would hold.</summary>
    public static async Task AssertTestsPassAsync(string file)
    {
        var (code, output) = await Tool.RunAsync("promtool", ["test", "rules", file]);
        Assert.True(code == 0 && !output.Contains("WARNING", StringComparison.Ordinal), output);
    }
}
