using System.Diagnostics;
using System.Text;
using Aggregator.Central.Expose;
using Aggregator.Central.Options;
using Aggregator.Central.Rollup;
using Aggregator.Core.Aggregation;
using Aggregator.Core.Series;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Aggregator.Tests.Central.Expose;

public sealed class ExpositionTests
{
    private static readonly string[] Torture =
    [
        "a\"b", "a\\b", "a\nb", "a\rb", "a\r\nb", "a\0b", "\\n", "\\\"", "}", "{x=\"y\"} 1", "😀 مرحبا", " ", "#", ",le=\"1\"", "\uFFFD", "\u2028",
    ];

    private static ExpositionSnapshot SnapshotOf(params IEnumerable<SimulatedLog> logs)
    {
        var engine = CentralWorld.NewEngine(new CentralOptions(), eventTime: true);
        var region = new RegionSimulator("cn-hangzhou");
        foreach (var log in logs) region.Write(log);
        engine.Merge(region.Flush(CentralWorld.StartMs, Aggregator.Core.Wire.SourceStates.Ended), CentralWorld.StartMs);
        return engine.Publish(CentralWorld.StartMs);
    }

    [Fact]
    public void Promtool_accepts_a_full_exposition()
    {
        var logs = Torture.Select(value => new SimulatedLog(CentralWorld.StartMs)
        {
            Product = value,
            Api = value,
            Version = value,
            Uid = value,
            Level = TenantLevel.Known(value),
            RegionId = value,
            BizRegionId = value,
            Code = 503,
            ErrorCode = value,
            LatencyMs = 1234,
        });
        var (exitCode, output) = Promtool(Scrape.TextOf(SnapshotOf(logs)));
        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public void Promtool_accepts_a_live_exposition_with_overflow()
    {
        var options = new CentralOptions
        {
            Budgets = new BudgetOptions { Product = 1, Api = 1, ErrorCode = 1, Tenant = 1 },
            Metrics = new MetricOptions { Product = GaugeNames.Product, Api = GaugeNames.Api, Tenant = GaugeNames.Tenant },
        };
        var world = new CentralWorld(options, new RegionSimulator("a"), new RegionSimulator("b", partitions: 2));
        var number = 0;
        world.Gateway = (_, log) => log with { Product = $"p{number++ % 3}", Code = 500, ErrorCode = "E", TimeMs = log.TimeMs - number % 7 * 60_000 };
        world.Run(120);
        var (exitCode, output) = Promtool(world.Last.Text);
        Assert.True(exitCode == 0, output);
    }

    private static (int ExitCode, string Output) Promtool(string text)
    {
        var start = new ProcessStartInfo("promtool", "check metrics")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Fail("promtool is missing: install Prometheus (Debian: apt-get install prometheus), or run ./test, which does.");
            throw;
        }
        using (process)
        {
            process.StandardInput.Write(text);
            process.StandardInput.Close();
            var output = process.StandardError.ReadToEnd() + process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output);
        }
    }

    [Fact]
    public void A_value_is_escaped_so_that_a_reader_gets_it_back() =>
        Prop.ForAll(
            Gen.OneOf(Gen.Elements(Torture), ArbMap.Default.GeneratorFor<NonNull<string>>().Select(value => value.Get)).ToArbitrary(),
            raw =>
            {
                var value = LabelValue.Canonical(raw);
                var text = Encoding.UTF8.GetString(LabelText.Build(("a", value), ("b", "x")));
                var wellFormed = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(value));
                return !text.Contains('\n', StringComparison.Ordinal)
                    && text.StartsWith("{a=\"", StringComparison.Ordinal) && text.EndsWith("\",b=\"x\"", StringComparison.Ordinal)
                    && string.Equals(Unescaped(text[4..^7]), wellFormed, StringComparison.Ordinal);
            }).QuickCheckThrowOnFailure();

    /// <summary>As Prometheus' text parser reads a label value; a bare quote or another escape is an error.</summary>
    private static string? Unescaped(string text)
    {
        var value = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"') return null;
            if (text[i] != '\\')
            {
                value.Append(text[i]);
                continue;
            }
            switch (++i < text.Length ? text[i] : ' ')
            {
                case '\\': value.Append('\\'); break;
                case '"': value.Append('"'); break;
                case 'n': value.Append('\n'); break;
                default: return null;
            }
        }
        return value.ToString();
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(1, "1")]
    [InlineData(-1, "-1")]
    [InlineData(0.1, "0.1")]
    [InlineData(1.0 / 3, "0.3333333333333333")]
    [InlineData(1e15, "1000000000000000")]
    [InlineData(9007199254740991, "9007199254740991")]
    [InlineData(123456.789, "123456.789")]
    [InlineData(1e-7, "1E-07")]
    public void Numbers_are_the_shortest_that_read_back_the_same(double value, string expected)
    {
        var family = new ScalarFamily(ExpositionPart.Self, "x", "gauge", "h", [[]], [value]);
        var snapshot = new ExpositionSnapshot([family], SnapshotOf().Facts);
        Assert.Equal($"# HELP x h\n# TYPE x gauge\nx {expected}\n", Scrape.TextOf(snapshot));
    }

    [Fact]
    public void The_parts_together_are_the_whole_and_the_bytes_are_always_the_same()
    {
        var snapshot = SnapshotOf(
            Enumerable.Range(0, 500).Select(i => new SimulatedLog(CentralWorld.StartMs) { Product = $"p{i * 7919 % 500}", Code = 500, ErrorCode = "E" }));
        var whole = Scrape.TextOf(snapshot);
        Assert.Equal(whole, string.Concat(Enum.GetValues<ExpositionPart>().Select(part => Scrape.TextOf(snapshot, part))));
        Assert.Equal(whole, Scrape.TextOf(snapshot));
        Assert.Equal(snapshot.SeriesCount, whole.Split('\n').Count(line => line.Length > 0 && line[0] != '#'));
    }

    [Fact]
    public void Series_of_a_family_are_sorted_and_families_come_once()
    {
        var lines = Scrape.TextOf(SnapshotOf(
            Enumerable.Range(0, 50).Select(i => new SimulatedLog(CentralWorld.StartMs) { Product = $"p{i * 13 % 50}" }))).Split('\n');
        var types = lines.Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal)).ToArray();
        Assert.Equal(types.Distinct(StringComparer.Ordinal), types, StringComparer.Ordinal);
        var series = lines.Where(line => line.StartsWith("namespace_product_gw_http_req{", StringComparison.Ordinal)).ToArray();
        Assert.Equal(50, series.Length);
        Assert.Equal(series.Order(StringComparer.Ordinal), series, StringComparer.Ordinal);
    }
}
