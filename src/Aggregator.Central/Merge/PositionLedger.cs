using Aggregator.Central.State;
using Aggregator.Core.Wire;

namespace Aggregator.Central.Merge;

/// <summary>
/// The positions' half of the ledger: every position of every source is covered once. An overlap is reported at once, a
/// gap when it is still open after the grace time, because batches of a partition that moved can arrive out of order.
/// Each region's sources are its own: cluster ids that were copied along with a configuration must not make two regions'
/// positions overlap. A source that two regions name is reported, once.
/// </summary>
internal sealed class PositionLedger(long gapGraceMs, EventLog events)
{
    /// <summary>An ended source is forgotten after this long without a word.</summary>
    public const long ForgetEndedAfterMs = 24L * 60 * 60 * 1000;

    private readonly Dictionary<(string Region, SourceId Id), Source> _sources = [];
    private readonly Dictionary<SourceId, int> _regionsOf = [];

    /// <summary>Covers what a flush says of one source, and books what it lost.</summary>
    /// <returns>
    /// False when the flush ends before what is covered already: it says nothing new of the source's clock and state.
    /// </returns>
    public bool Cover(RegionAccount account, SourceProgress progress, long nowMs)
    {
        if (!_sources.TryGetValue((account.Region, progress.Id), out var source))
        {
            source = Add(progress.Id, new Source(account, new PositionCoverage()));
            if (_regionsOf[progress.Id] > 1) ReportShared(account.Region, progress.Id);
        }

        var isNews = progress.Next >= source.Coverage.HighestNext;
        var overlap = source.Coverage.Cover(progress.From, Math.Max(progress.From, progress.Next), nowMs);
        source.HeardMs = nowMs;
        if (isNews) source.Ended = progress.States.HasFlag(SourceStates.Ended);
        Book(account, progress, overlap);
        return isNews;
    }

    private Source Add(SourceId id, Source source)
    {
        _sources.Add((source.Account.Region, id), source);
        _regionsOf[id] = _regionsOf.GetValueOrDefault(id) + 1;
        return source;
    }

    private void Forget((string Region, SourceId Id) key)
    {
        _sources.Remove(key);
        if (--_regionsOf[key.Id] == 0) _regionsOf.Remove(key.Id);
    }

    private void ReportShared(string region, SourceId id) => events.Report(CentralEventKind.SharedSource, region, id.ToString(), 1,
        $"{id} is a source of {region} and of another region: if it is the same topic, its logs are counted twice, so let one region read it; if two clusters have the same id, all is well");

    private void Book(RegionAccount account, SourceProgress progress, long overlap)
    {
        account.Messages += progress.Messages;
        account.Holes += progress.Holes;
        account.Lost += progress.Lost;
        account.OverlapPositions += overlap;
        if (overlap > 0)
        {
            events.Report(CentralEventKind.Overlap, account.Region, progress.Id.ToString(), overlap,
                $"{overlap} positions of {progress.Id} up to {progress.Next} were covered before: logs may be counted twice; look for two workers that read the same source");
        }
        if (progress.Lost > 0)
        {
            events.Report(CentralEventKind.Lost, account.Region, progress.Id.ToString(), progress.Lost,
                $"{progress.Lost} positions of {progress.Id} up to {progress.Next} could not be read any more: their logs are lost; keep the source for longer");
        }
    }

    /// <summary>Reports gaps that stayed open for too long; forgets sources that ended long ago, by wall time.</summary>
    /// <param name="nowMs">The centre's now.</param>
    /// <param name="forgetEnded">False in event time.</param>
    /// <param name="hasEnded">Nothing more will come of any source: no gap has grace any longer.</param>
    public void Check(long nowMs, bool forgetEnded, bool hasEnded)
    {
        var graceMs = hasEnded ? 0 : gapGraceMs;
        List<(string, SourceId)>? forgotten = null;
        foreach (var (key, source) in _sources)
        {
            var id = key.Id;
            foreach (var (from, next) in source.Coverage.TakeOverdueGaps(nowMs, graceMs))
            {
                source.Account.Gaps++;
                events.Report(CentralEventKind.Gap, source.Account.Region, id.ToString(), next - from,
                    $"positions {from} to {next} of {id} are missing: logs may be lost; look for a stopped worker or a topic whose retention passed");
            }
            if (forgetEnded && source.Ended && nowMs - source.HeardMs > ForgetEndedAfterMs) (forgotten ??= []).Add(key);
        }
        foreach (var key in forgotten ?? []) Forget(key);
    }

    /// <summary>Counts every source as heard, and every gap as begun, at this wall time.</summary>
    public void RestartAges(long wallMs)
    {
        foreach (var source in _sources.Values)
        {
            source.HeardMs = wallMs;
            source.Coverage.RestartAges(wallMs);
        }
    }

    /// <summary>Positions in gaps that were reported and are still open, by region.</summary>
    public Dictionary<string, long> OpenGapPositions()
    {
        var positions = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var source in _sources.Values)
        {
            var region = source.Account.Region;
            positions[region] = positions.GetValueOrDefault(region) + source.Coverage.ReportedPositions;
        }
        return positions;
    }

    /// <summary>Writes the state, to be read by <see cref="Load"/>.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(_sources.Count);
        foreach (var ((_, id), source) in _sources)
        {
            writer.Write(id);
            writer.Write(source.Account.Region);
            writer.Write(source.HeardMs);
            writer.Write(source.Ended);
            source.Coverage.Save(writer);
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(BinaryReader reader, RegionLedger regions)
    {
        var count = reader.ReadInt32();
        for (var i = 0; i < count; i++)
        {
            var id = reader.ReadSourceId();
            var (account, heardMs, ended) = (regions.Of(reader.ReadString()), reader.ReadInt64(), reader.ReadBoolean());
            Add(id, new Source(account, PositionCoverage.Load(reader)) { HeardMs = heardMs, Ended = ended });
        }
    }

    private sealed class Source(RegionAccount account, PositionCoverage coverage)
    {
        public RegionAccount Account { get; } = account;

        public PositionCoverage Coverage { get; } = coverage;

        public long HeardMs { get; set; }

        public bool Ended { get; set; }
    }
}
