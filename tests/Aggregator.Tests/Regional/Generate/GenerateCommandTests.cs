using System.CommandLine;
using System.Globalization;
using System.Text;
using Aggregator.Commands;
using Aggregator.Regional.Ingest.Generate;
using Aggregator.Regional.Options;
using Xunit;

namespace Aggregator.Tests.Regional.Generate;

public sealed class GenerateCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aggregator-generate-").FullName;

    private string Output => Path.Combine(_folder, "out.jsonl");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Writes_the_generators_logs_one_a_line()
    {
        Assert.Equal(0, await Run(
            "--count", "1000", "--rate", "20", "--seed", "-7", "--start", "1768484243", "--tenants", "50", "--products", "3",
            "--apis", "9", "--nodes", "2", "--regions", "cn-hangzhou,cn-shanghai", "--region", "cn-beijing", "--burst-every", "10s",
            "--burst-for", "500ms", "--burst-product", "oss", "--burst-share", "0.75", "--disorder", "0.5", "--damaged", "0.25", "--output", Output));
        var options = new GenerateOptions
        {
            Rate = 20,
            Seed = -7,
            Tenants = 50,
            Products = 3,
            Apis = 9,
            Nodes = 2,
            Regions = ["cn-hangzhou", "cn-shanghai"],
            BurstEvery = TimeSpan.FromSeconds(10),
            BurstFor = TimeSpan.FromMilliseconds(500),
            BurstProduct = "oss",
            BurstShare = 0.75,
            Disorder = 0.5,
            Damaged = 0.25,
        };
        var generator = new LogGenerator(options, "cn-beijing", 1_768_484_243_000);
        var expected = new StringBuilder();
        for (var n = 0; n < 1000; n++) expected.Append(Encoding.UTF8.GetString(generator.Write(n))).Append('\n');
        Assert.Equal(expected.ToString(), await File.ReadAllTextAsync(Output));
    }

    [Fact]
    public async Task A_start_may_be_written_as_ISO_8601()
    {
        Assert.Equal(0, await Run("--count", "1", "--disorder", "0", "--damaged", "0", "--start", "2026-01-15T13:37:23Z", "--output", Output));
        Assert.Contains("\"__time__\":\"1768484243\"", await File.ReadAllTextAsync(Output), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Live_logs_begin_now_and_end_with_the_count()
    {
        var before = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        Assert.Equal(0, await Run("--live", "--rate", "1000", "--count", "100", "--disorder", "0", "--damaged", "0", "--output", Output));
        var after = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var lines = await File.ReadAllLinesAsync(Output);
        Assert.Equal(100, lines.Length);
        Assert.All(lines, line => Assert.InRange(long.Parse(line[^12..^2], CultureInfo.InvariantCulture), before, after));
    }

    [Fact]
    public async Task Tables_alone_write_no_logs()
    {
        Assert.Equal(0, await Run("--tables", _folder, "--tenants", "100", "--all-levels"));
        Assert.Equal("apis.csv clusters.csv tenants.csv", string.Join(' ', Directory.GetFiles(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal)));
        Assert.Equal(101, File.ReadLines(Path.Combine(_folder, "tenants.csv")).Count());
    }

    [Fact]
    public void Every_bad_value_is_told_at_once()
    {
        var errors = Problems(
            "--count", "-4", "--rate", "abc", "--nodes", "0", "--burst-every", "3x", "--regions", "a,,b", "--start", "yesterday",
            "--disorder", "1.5", "--live", "--seed", "9223372036854775808");
        Assert.Equal(
            [
                "--burst-every: '3x' is not a duration such as 40s or 3m.",
                "--count: '-4' is not a whole number of at least 0.",
                "--disorder: '1.5' is not a number from 0 to 1.",
                "--live: starts now; leave out --start.",
                "--nodes: '0' is not a whole number from 1 to 100000.",
                "--rate: 'abc' is not a number from 0.001 to 10000000.",
                "--regions: a name is empty; write names separated by commas.",
                "--seed: '9223372036854775808' is not a whole number.",
                "--start: 'yesterday' is not epoch seconds or an ISO 8601 time.",
            ],
            errors.Order(StringComparer.Ordinal),
            StringComparer.Ordinal);
    }

    [Fact]
    public void A_burst_of_a_product_needs_bursts_and_the_product()
    {
        Assert.Empty(Problems("--burst-every", "3m", "--burst-product", "rds", "--burst-share", "1"));
        Assert.Equal("--burst-product: goes with --burst-every.", Assert.Single(Problems("--burst-product", "rds")));
        Assert.Equal("--burst-share: goes with --burst-every.", Assert.Single(Problems("--burst-share", "1")));
        Assert.Equal(
            "--burst-product: 'esc' is none of the generator's products; did you mean ecs?",
            Assert.Single(Problems("--burst-every", "3m", "--burst-product", "esc")));
        Assert.Equal(
            "--burst-product: 'rds' is none of the generator's products; write one of ecs, oss.",
            Assert.Single(Problems("--burst-every", "3m", "--burst-product", "rds", "--products", "2")));
        Assert.Equal(
            "--burst-product: 'nobody' is none of the generator's products; write one of ecs, oss, rds, vpc, slb ….",
            Assert.Single(Problems("--burst-every", "3m", "--burst-product", "nobody")));
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("0")]
    [InlineData("-1")]
    public void A_rate_that_is_no_rate_is_refused(string rate) => Assert.Single(Problems("--rate", rate));

    [Fact]
    public void No_logs_are_refused_unless_something_else_is_made()
    {
        Assert.Equal("--count: 0 makes no logs; write how many, or leave it out for no end (0 goes with --tables, or with --to kafka --create).", Assert.Single(Problems("--count", "0")));
        Assert.Single(Problems("--count", "0", "--to", "kafka", "--bootstrap", "b:9092", "--topic", "t"));
        Assert.Empty(Problems("--count", "0", "--to", "kafka", "--bootstrap", "b:9092", "--topic", "t", "--create", "6"));
        Assert.Empty(Problems("--count", "0", "--tables", _folder));
    }

    [Fact]
    public void A_file_needs_an_end()
    {
        Assert.Contains("--count", Assert.Single(Problems("--output", Output)), StringComparison.Ordinal);
        Assert.Empty(Problems("--output", Output, "--count", "1"));
        Assert.Empty(Problems("--output", Output, "--live"));
        Assert.Empty(Problems());
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_refused_with_the_remedy() =>
        Assert.Equal(
            $"--output: {_folder}/missing/out.jsonl: its folder does not exist; make it first.",
            Assert.Single(Problems("--count", "1", "--output", Path.Combine(_folder, "missing", "out.jsonl"))));

    private static Task<int> Run(params string[] arguments) =>
        GenerateCommand.Create().Parse(arguments).InvokeAsync(new InvocationConfiguration { Error = TextWriter.Null });

    private static List<string> Problems(params string[] arguments) =>
        [.. GenerateCommand.Create().Parse(arguments).Errors.Select(error => error.Message)];
}
