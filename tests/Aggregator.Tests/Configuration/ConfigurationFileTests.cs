using System.Text;
using Aggregator.Configuration;
using Aggregator.Regional.Options;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Aggregator.Tests.Configuration;

public sealed class ConfigurationFileTests : IDisposable
{
    private const string Minimal = "region: a\nsources: [{ file: a.log }]\n";

    private readonly ConfigurationFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_value_reaches_its_option()
    {
        var options = _folder.Options(
            """
            region: cn-hangzhou
            worker: "3"
            data_dir: data
            sources:
              - { file: logs/*.log, follow: false, max_line: 2048, region: cn-beijing }
              - { file: access.log, format: combined, product: web, api_segments: 3, latency: us }
              - stdin: true
              - generate: { rate: 0.5, count: 10, regions: [a, b], burst_every: 3m }
            filters:
              - { name: warmup, drop: { field: Domain, equals: popwarmup.aliyuncs.com } }
              - { name: region, keep: { field: Ext5.logRegionId, not_in: [cn-shanghai, "1"], exists: true } }
            dimensions: { clusters: { csv: clusters.csv }, tenants: { csv: tenants.csv }, apis: { csv: apis.csv } }
            windows: { size: 20s, out_of_orderness: 0s, flush_interval: 500ms, max_groups: 7 }
            measures: { slow: 2s, limited: { http_codes: [429, 503], error_code_prefixes: [] } }
            dead_letters: { file: dead.jsonl }
            central:
              listen: 0.0.0.0:80
              budgets: { api: 5 }
              counter_expiry: 2d
              tenants_without_level: true
              metrics: { tenant: [], api: [rt_p99] }
            """);

        Assert.Equal(("cn-hangzhou", "3", _folder.PathOf("data")), (options.Region, options.Worker, options.DataDir));
        Assert.Equal(
            new SourceOptions { File = _folder.PathOf("logs/*.log"), Follow = false, MaxLine = 2048, Region = "cn-beijing" }, options.Sources[0]);
        Assert.Equal(
            new SourceOptions { File = _folder.PathOf("access.log"), Format = LogFormat.Combined, Product = "web", ApiSegments = 3, Latency = LatencyUnit.Us },
            options.Sources[1]);
        Assert.True(options.Sources[2].Stdin);
        var generate = options.Sources[3].Generate!;
        Assert.Equal((0.5, 10L, TimeSpan.FromMinutes(3)), (generate.Rate, generate.Count, generate.BurstEvery));
        Assert.Equal(["a", "b"], generate.Regions);
        Assert.Equal("popwarmup.aliyuncs.com", options.Filters[0].Drop!.EqualTo);
        Assert.Equal(["cn-shanghai", "1"], options.Filters[1].Keep!.NotIn!);
        Assert.True(options.Filters[1].Keep!.Exists);
        Assert.Equal(_folder.PathOf("apis.csv"), options.Dimensions.Apis!.Csv);
        Assert.Equal((20, 0, 500), (options.Windows.Size.TotalSeconds, options.Windows.OutOfOrderness.TotalSeconds, options.Windows.FlushInterval.TotalMilliseconds));
        Assert.Equal([429, 503], options.Measures.Limited.HttpCodes);
        Assert.Empty(options.Measures.Limited.ErrorCodePrefixes);
        Assert.Equal(_folder.PathOf("dead.jsonl"), options.DeadLetters.File);
        Assert.Equal((5, 10_000), (options.Central.Budgets.Api, options.Central.Budgets.Product));
        Assert.Equal(TimeSpan.FromDays(2), options.Central.CounterExpiry);
        Assert.True(options.Central.TenantsWithoutLevel);
        Assert.Equal(["rt_p99"], options.Central.Metrics.Api);
    }

    [Fact]
    public void Ten_problems_are_told_at_once_in_the_order_of_the_file()
    {
        var problems = _folder.Problems(
            """
            region: unknown
            regon: x
            worker: a
            worker: b
            sources:
              - { file: a.log, format: xml }
              - { file: access.log, format: combined }
            filters:
              - { name: f, drop: { field: x, regex: "(" } }
            windows: { size: 7s, max_groups: -1 }
            dead_letters: { file: "${DEAD_LETTERS}" }
            central: { listen: here }
            """);

        Assert.Equal(
            [
                "1:9: region", "2:1: regon", "4:1: worker", "6:28: sources[0].format", "7:5: sources[1].product", "9:41: filters[0].drop.regex",
                "10:18: windows.size", "10:34: windows.max_groups", "11:23: dead_letters.file", "12:20: central.listen",
            ],
            [.. problems.Select(problem => string.Join(": ", problem.Split(": ")[..2]))]);
    }

    [Fact]
    public void A_problem_names_the_file_as_the_user_did()
    {
        var (_, problems) = _folder.Load(Minimal + "worker: [a]");

        Assert.Equal($"{_folder.ConfigurationPath}:3:9: worker: expected one value such as text, found a list", Assert.Single(problems).ToString());
    }

    [Theory]
    [InlineData("region: 'a", "1:9: not YAML: while scanning a quoted scalar, found unexpected end of stream; check the indentation (spaces, no tabs), quotes and brackets from here on")]
    [InlineData("region: a: b", "1:10: not YAML: while scanning a plain scalar value, found invalid mapping; check the indentation (spaces, no tabs), quotes and brackets from here on")]
    [InlineData("region: a\nworker: *w", "2:9: not YAML: no anchor &w comes before *w; check the indentation (spaces, no tabs), quotes and brackets from here on")]
    [InlineData("a: [1, 2\nb: 3", "1:5: not YAML: a bracket or quote is not closed; look for it from here on")]
    public void What_is_not_yaml_has_a_place(string yaml, string problem) => Assert.Equal([problem], _folder.Problems(yaml));

    [Theory]
    [InlineData("")]
    [InlineData("\n\n# only a comment\n")]
    [InlineData("---\n")]
    public void An_empty_file_says_what_to_write(string yaml) =>
        Assert.Equal(["is empty; write at least region: and sources:"], _folder.Problems(yaml));

    [Fact]
    public void A_document_that_is_a_list_is_no_configuration() => Assert.Equal(
        "1:1: expected options such as region: cn-hangzhou, found a list", _folder.Problems("- a")[0]);

    [Fact]
    public void A_second_document_is_a_problem() => Assert.Equal(
        ["3:1: a second YAML document begins here; a configuration is one document, remove the --- line"],
        _folder.Problems(Minimal + "---\nworker: b"));

    [Fact]
    public void Nesting_without_end_is_a_problem() =>
        Assert.Contains("nested too deep", Assert.Single(_folder.Problems("a: " + new string('[', 100_000))), StringComparison.Ordinal);

    [Fact]
    public void A_file_that_does_not_exist() => Assert.Equal(
        $"{_folder.PathOf("none.yaml")}: does not exist; check the path", LoadOnly(_folder.PathOf("none.yaml")));

    [Fact]
    public void A_folder_that_does_not_exist() => Assert.Equal(
        $"{_folder.PathOf("none/none.yaml")}: does not exist; check the path", LoadOnly(_folder.PathOf("none/none.yaml")));

    [Fact]
    public void A_directory_in_the_place_of_the_file() => Assert.Equal(
        $"{_folder.Folder}: is a directory; name the configuration file in it", LoadOnly(_folder.Folder));

    [Fact]
    public void A_file_that_cannot_be_read()
    {
        // A link to itself cannot be read by anyone, root included.
        File.CreateSymbolicLink(_folder.PathOf("loop.yaml"), _folder.PathOf("loop.yaml"));

        Assert.StartsWith($"{_folder.PathOf("loop.yaml")}: cannot be read: ", LoadOnly(_folder.PathOf("loop.yaml")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_end_is_not_read_to_its_end() =>
        Assert.Equal("/dev/zero: is longer than 1 MB; is it a configuration file?", LoadOnly("/dev/zero"));

    [Fact]
    public void A_file_that_is_not_utf8()
    {
        File.WriteAllBytes(_folder.ConfigurationPath, [.. "region: "u8, 0xFF, 0xFE]);

        Assert.Equal($"{_folder.ConfigurationPath}: is not UTF-8 text; save it as UTF-8", LoadOnly(_folder.ConfigurationPath));
    }

    [Fact]
    public void A_byte_order_mark_is_no_problem()
    {
        File.WriteAllText(_folder.ConfigurationPath, Minimal, Encoding.UTF8);

        Assert.Empty(ConfigurationFile.Load(_folder.ConfigurationPath).Problems);
        Assert.Equal(0xEF, File.ReadAllBytes(_folder.ConfigurationPath)[0]);
    }

    [Fact]
    public void An_absolute_path_stays_as_it_is() => Assert.Equal(
        "/var/log/gateway/*.log", _folder.Options("region: a\nsources: [{ file: /var/log/gateway/*.log }]").Sources[0].File);

    [Fact]
    public void A_path_may_lead_out_of_the_folder() => Assert.Equal(
        Path.Join(Path.GetDirectoryName(_folder.Folder), "a.log"), _folder.Options("region: a\nsources: [{ file: ../a.log }]").Sources[0].File);

    [Fact]
    public void Null_means_not_given() => Assert.Null(_folder.Options(Minimal + "dead_letters: { file: null }\ndimensions: { apis: ~ }").Dimensions.Apis);

    [Fact]
    public void A_key_of_its_own_wins_over_a_merged_one()
    {
        var options = _folder.Options(
            """
            x-generator: &base { rate: 5, seed: 9 }
            region: a
            sources:
              - generate: { <<: *base, seed: 1 }
              - generate: { seed: 2, <<: [*base, { tenants: 3 }] }
            """);

        Assert.Equal([(5.0, 1L, 2000), (5.0, 2L, 3)], options.Sources.Select(source => (source.Generate!.Rate, source.Generate.Seed, source.Generate.Tenants)));
    }

    [Fact]
    public void A_merge_of_no_mapping_is_a_problem() => Assert.Equal(
        ["3:16: windows.<<: merges key: value pairs only, found '5s'; write <<: *anchor"], _folder.Problems(Minimal + "windows: { <<: 5s }"));

    [Fact]
    public void No_text_makes_it_throw() => Prop.ForAll(TextArbitrary(), text =>
    {
        var (options, problems) = _folder.Load(text);
        return options is null == problems.Count > 0;
    }).QuickCheckThrowOnFailure();

    private static string LoadOnly(string path) => Assert.Single(ConfigurationFile.Load(path).Problems).ToString();

    // Pieces of configurations in any order: much of it nearly YAML.
    private static Arbitrary<string> TextArbitrary()
    {
        string[] pieces =
        [
            "region", "sources", "windows", ": ", ":", "\n", "\n  ", "- ", "[", "]", "{", "}", "'", "\"", "&a ", "*a", "<<", "!!str ", "|\n", ">",
            "? ", "#", "%", "@", "\t", "10s", "~", "${A}", "${", "\\x", "\0", "---\n", "...", ",", "file", "é", "\ud83d\ude00", "\r\n",
        ];
        return Gen.Elements(pieces).ListOf().Select(string.Concat).ToArbitrary();
    }
}
