using Aggregator.PipelineTests.Support;
using Xunit;

namespace Aggregator.PipelineTests.Database;

/// <summary>A replay whose tables are in the database.</summary>
public sealed class DatabaseReplayTests(SharedMariaDb shared) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Is_the_same_as_with_the_tables_in_files_to_the_byte()
    {
        var database = await shared.DatabaseAsync();
        await GenerateAsync();
        foreach (var table in new[] { "clusters", "tenants", "apis" })
            await RunAsync(0, "dimensions", "load", _folder[$"{table}.csv"], "--table", table, "--host", "127.0.0.1", "--port", $"{database.Server.Port}", "--database", database.Name, "--user", "root");

        await ReplayAsync(0, "files", "clusters: { csv: clusters.csv }, tenants: { csv: tenants.csv }, apis: { csv: apis.csv }");
        await ReplayAsync(0, "database", $"{database.Section()}, clusters: {{ mysql: {{}} }}, tenants: {{ mysql: {{}}, cache: {{ budget: 0s }} }}, apis: {{ mysql: {{}} }}");

        var expected = await File.ReadAllTextAsync(_folder["files.prom"]);
        Assert.Contains("gc_level=\"GC5\"", expected, StringComparison.Ordinal);
        Assert.Equal(expected, await File.ReadAllTextAsync(_folder["database.prom"]));
        Assert.Equal(await File.ReadAllTextAsync(_folder["files.jsonl"]), await File.ReadAllTextAsync(_folder["database.jsonl"]));
    }

    [Fact]
    public async Task Ends_when_the_levels_of_tenants_cannot_be_had()
    {
        var database = await shared.DatabaseAsync();
        await GenerateAsync();
        database.Execute("DROP TABLE user_level_dim");
        var output = await ReplayAsync(1, "database", $"{database.Section()}, tenants: {{ mysql: {{}} }}");
        Assert.Contains("the levels of tenants cannot be looked up: there is no such table", output, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["database.prom"]));
    }

    private Task<string> GenerateAsync() =>
        RunAsync(0, "generate", "--count", "20000", "--tenants", "3000", "--start", "1768484240", "--output", _folder["gateway.jsonl"], "--tables", _folder[""]);

    private async Task<string> ReplayAsync(int code, string name, string dimensions)
    {
        await File.WriteAllTextAsync(_folder[$"{name}.yaml"], $"region: cn-hangzhou\nsources: [{{ file: gateway.jsonl }}]\ndimensions: {{ {dimensions} }}\n");
        return await RunAsync(
            code, "replay", "--config", _folder[$"{name}.yaml"], "--input", _folder["gateway.jsonl"], "--partials", _folder[$"{name}.jsonl"], "--metrics", _folder[$"{name}.prom"],
            "--workers", "2");
    }

    private static async Task<string> RunAsync(int code, params string[] arguments)
    {
        var run = await AggregatorProcess.RunAsync(arguments);
        Assert.True(run.ExitCode == code, run.Output);
        return run.Output;
    }
}
