using Aggregator.Core.Wire;

namespace Aggregator.Central.Merge;

/// <summary>
/// The threshold that the slow logs in the totals were counted with. Once there were two, of regions or of times, nobody
/// can tell how many latencies are below either: the threshold's bucket of the histogram is left out for good.
/// </summary>
internal sealed class SlowThreshold(EventLog events)
{
    private long _ms;
    private bool _hasChanged;

    /// <summary>The threshold in ms; null before any log was counted, and once it has changed.</summary>
    public long? Ms => _ms == 0 || _hasChanged ? null : _ms;

    /// <summary>A flush's logs were added to the totals.</summary>
    public void Observe(Flush flush)
    {
        if (_ms == 0) _ms = flush.SlowMs;
        if (_hasChanged || flush.SlowMs == _ms) return;
        _hasChanged = true;
        events.Report(CentralEventKind.SlowThresholdChanged, flush.Id.Region, flush.Id.Worker, flush.SlowMs,
            $"a log is slow above {flush.SlowMs} ms in region {flush.Id.Region}, but {_ms} ms was counted with before: "
            + $"namespace_product_gw_rt_seconds has no bucket for measures.slow any more, until the central state begins anew");
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(_ms);
        writer.Write(_hasChanged);
    }

    public void Load(BinaryReader reader) => (_ms, _hasChanged) = (reader.ReadInt64(), reader.ReadBoolean());
}
