using Aggregator.Regional.Ingest.Generate;
using Aggregator.Regional.Options;

namespace Aggregator.PipelineTests.Monitoring;

/// <summary>
/// A gateway that writes its access log as time goes by, and whose products can be made to fail: the generator's bursts, but
/// begun and ended when the test wants it. It knows the truth of what it wrote. One caller at a time.
/// </summary>
internal sealed class DrillGateway : IDisposable
{
    private readonly GenerateOptions _options;
    private readonly string _region;
    private readonly long _startMs = NowMs;
    private readonly LogGenerator _calm;
    private readonly FileStream _file;
    private readonly List<GeneratedLog> _written = [];
    private readonly List<Drill> _drills = [];

    /// <param name="path">The file, which is made.</param>
    /// <param name="options">What is written while nothing fails.</param>
    /// <param name="region">Where the gateway's nodes stand.</param>
    public DrillGateway(string path, GenerateOptions options, string region)
    {
        (_options, _region) = (options, region);
        _calm = new LogGenerator(options, region, _startMs);
        _file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
    }

    /// <summary>Wall time, in ms since the Unix epoch.</summary>
    public static long NowMs => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>What was written, in the file's order.</summary>
    public IReadOnlyList<GeneratedLog> Written => _written;

    /// <summary>From <paramref name="fromMs"/> to before <paramref name="toMs"/>, by event time, this share of a product's answers are 5xx.</summary>
    public Drill Fail(string product, double share, long fromMs, long toMs = long.MaxValue)
    {
        var always = _options with { BurstProduct = product, BurstShare = share, BurstEvery = Drill.Always, BurstFor = Drill.Always };
        var drill = new Drill(product, new LogGenerator(always, _region, _startMs), fromMs) { EndMs = toMs };
        _drills.Add(drill);
        return drill;
    }

    /// <summary>Writes the logs that are due by now.</summary>
    public void WriteDue()
    {
        using var lines = new MemoryStream();
        for (var nowMs = NowMs; _calm.DueMs(_written.Count) <= nowMs;) WriteNext(lines);
        lines.WriteTo(_file);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void WriteNext(MemoryStream lines)
    {
        var log = _calm.Describe(_written.Count);
        var drill = _drills.FirstOrDefault(drill => drill.Takes(log));
        var generator = drill?.Generator ?? _calm;
        lines.Write(generator.Write(log.Number));
        lines.WriteByte((byte)'\n');
        log = generator.Describe(log.Number);
        drill?.Note(log);
        _written.Add(log);
    }
}
