using System.Buffers;
using System.Text;
using Aggregator.Benchmarks.Forms;
using Aggregator.Core.Wire;
using Aggregator.Regional;
using Aggregator.Regional.Enrich;
using Aggregator.Regional.Ingest;
using Aggregator.Regional.Ingest.Files;
using Aggregator.Regional.Ingest.Filters;
using Aggregator.Regional.Options;
using Aggregator.Tests.Core.Dimensions;
using Aggregator.Tests.Oracle;
using Xunit;
using Outcome = Aggregator.Core.Wire.Outcome;

namespace Aggregator.Tests.Pipeline;

/// <summary>
/// Thousands of gateway logs with keys in any order, white space, unquoted numbers, nested values, missing fields and bytes that
/// are no UTF-8, and damaged lines between them. An oracle reads the logs as they were before, with System.Text.Json.
/// </summary>
public sealed class OtherFormsTests
{
    private static readonly byte[][] Logs = [.. PlainGatewayLogs.Make(4000)];

    [Fact]
    public void Gives_the_same_rows_for_logs_in_any_form_and_leaves_the_neighbours_of_damaged_lines_unharmed()
    {
        var flush = Read(InOtherForms(new OtherForms(seed: 5, damagedShare: 0.05)));
        var expected = new ReferenceRollup(Logs.Select(PlainGatewayLogs.Read), Tables.Oracle).Rows;
        var actual = flush.Rows.Select(OracleComparison.RowOf).ToList();

        Assert.InRange(expected.Count, 500, Logs.Length);
        Assert.Empty(actual.Except(expected));
        Assert.Empty(expected.Except(actual));
        Assert.Equal(expected.Count, actual.Count);
    }

    [Fact]
    public void Gives_every_damaged_line_its_outcome()
    {
        var forms = new OtherForms(seed: 6, damagedShare: 0.05);
        var flush = Read(InOtherForms(forms));
        var dropped = Logs.Count(log => PlainGatewayLogs.Read(log).Api.Length == 0);

        var malformed = forms.Damaged.Select(damaged => new OutcomeCount(Outcome.Malformed, damaged.Key, damaged.Value));
        OutcomeCount[] others = [new(Outcome.Aggregated, "", Logs.Length - dropped), new(Outcome.Filtered, RegionalEngine.RequiredFilter, dropped)];
        Assert.Equal(4, forms.Damaged.Count);
        Assert.Equal(others.Concat(malformed).OrderBy(Text, StringComparer.Ordinal), flush.Outcomes.OrderBy(Text, StringComparer.Ordinal));

        static string Text(OutcomeCount count) => $"{count.Outcome} {count.Detail}";
    }

    [Fact]
    public void Makes_valid_UTF_8_of_every_label_whatever_the_bytes_of_the_log()
    {
        var strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        var rows = BatchWriter.Write(Read(InOtherForms(new OtherForms(seed: 7, damagedShare: 0)))).SelectMany(chunk => BatchReader.Read(chunk).Chunk!.Flush.Rows);
        string[] labels =
            [.. rows.Select(row => row.Key).SelectMany(key => new[] { key.Product, key.Api, key.Version, key.CallerUid, key.ErrorCode, key.BizRegionId }).Distinct(StringComparer.Ordinal)];

        Assert.Contains(labels, label => label.Contains('\uFFFD', StringComparison.Ordinal));
        Assert.All(labels, label => Assert.Equal(label, strict.GetString(strict.GetBytes(label))));
    }

    [Fact]
    public void Rewrites_a_last_line_without_its_end_too()
    {
        using var plain = new TableFile(Encoding.UTF8.GetString(Logs[0]) + "\n" + Encoding.UTF8.GetString(Logs[1]));
        using var other = new TableFile("");
        var forms = new OtherForms(seed: 8, damagedShare: 0);

        forms.Write(plain.Path, other.Path);

        Assert.Equal((2, 2), (forms.Logs, File.ReadAllBytes(other.Path).Count(b => b == (byte)'\n')));
    }

    private static ReadOnlyMemory<byte> InOtherForms(OtherForms forms)
    {
        var output = new ArrayBufferWriter<byte>();
        foreach (var log in Logs) forms.Write(log, output);
        return output.WrittenMemory;
    }

    private static Flush Read(ReadOnlyMemory<byte> text)
    {
        using var clusters = new TableFile(Tables.Clusters);
        using var tenants = new TableFile(Tables.Tenants);
        var options = new RegionalEngineOptions("cn-hangzhou", "0", 1, new WindowOptions(), new MeasureOptions());
        var engine = new RegionalEngine(options, new Enrichment(ClusterTable.Load(clusters.Path), TenantTable.Load(tenants.Path)), deadLetters: null);
        var fields = new LogFields([]);
        var receive = engine.ReceiverFor(LogParsers.Create(new SourceOptions(), fields), new FilterSet([], fields));
        var partition = new SourcePartition(new SourceId("file", "forms", 0), 1, 0, outOfOrdernessMs: 5_000);
        HandOver(text.Span[..^1], partition, receive);
        return engine.MakeFlush([partition], nowMs: 0);
    }

    /// <summary>Hands logs over as the job does that reads them from a file: in chunks, cut anywhere, the last line without its end.</summary>
    private static void HandOver(ReadOnlySpan<byte> text, SourcePartition partition, LogReceiver receive)
    {
        var (lines, random) = (new LineReader(1 << 20), new Random(3));
        while (!text.IsEmpty)
        {
            // Smaller than a log as often as it holds many.
            var chunk = text[..Math.Min(text.Length, 1 + random.Next(random.Next(2) == 0 ? 300 : 20_000))];
            text = text[chunk.Length..];
            while (lines.TryHandOver(ref chunk, partition, receive, long.MaxValue / 2))
            {
            }
        }
        Assert.True(lines.TryFinish(partition, receive, long.MaxValue / 2));
    }

    private static class Tables
    {
        public static string Clusters => "local_ip,app_group,region_id\n" + Lines(Oracle.Clusters.Select(row => $"{row.Key},{row.Value.AppGroup},{row.Value.RegionId}"));

        public static string Tenants => "uid,gc_level\n" + Lines(Oracle.Levels.Select(row => $"{row.Key},{row.Value}"));

        /// <summary>Two of three of all there are.</summary>
        public static OracleDimensions Oracle { get; } = new()
        {
            Clusters = Known(log => log.LocalIp).ToDictionary(ip => ip, ip => ($"group-{ip}", "cn-hangzhou"), StringComparer.Ordinal),
            Levels = Known(log => log.Uid).ToDictionary(uid => uid, uid => $"GC{uid[^1]}", StringComparer.Ordinal),
        };

        private static IEnumerable<string> Known(Func<OracleLog, string> key) =>
            Logs.Select(PlainGatewayLogs.Read).Select(key).Where(value => value.Length > 0).Distinct(StringComparer.Ordinal).Where((_, number) => number % 3 > 0);

        private static string Lines(IEnumerable<string> rows) => string.Concat(rows.Select(row => row + "\n"));
    }
}
