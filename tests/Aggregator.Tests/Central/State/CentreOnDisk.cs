using Aggregator.Central;
using Aggregator.Central.Expose;
using Aggregator.Central.Merge;
using Aggregator.Central.Options;
using Aggregator.Central.State;
using Aggregator.Central.Topics;
using Aggregator.Core.Dimensions;
using Aggregator.Core.Transport.Local;
using Aggregator.Core.Wire;

namespace Aggregator.Tests.Central.State;

/// <summary>A centre with its real journal, snapshots and one region's topic in a folder, killed by disposing of it.</summary>
internal sealed class CentreOnDisk : IDisposable
{
    private readonly CompactLog _log;
    private readonly Journal _journal;
    private readonly CompactTopic _topic;
    private readonly CentralState _state;

    /// <summary>Starts, or starts again, what is in the folder.</summary>
    public CentreOnDisk(string folder, CentralOptions options, bool eventTime = false, CurrentTable<ApiTable>? apis = null,
        long windowSizeMs = RegionSimulator.WindowMs, string region = "a")
    {
        _log = CompactLog.Open(Path.Combine(folder, "compact"));
        _journal = Journal.Open(Path.Combine(CentralFolder(folder), "journal"));
        _topic = new CompactTopic(region, new LocalTopicSource(region, _log), RegionSimulator.WindowMs);
        var settings = new CentralSettings(options, windowSizeMs, 60_000);
        _state = new CentralState(
            settings, new CentralClock(eventTime), _journal, new SnapshotFile(CentralFolder(folder)),
            new ApiTables(CentralFolder(folder), apis ?? new CurrentTable<ApiTable>(ApiTable.Empty)));
        try
        {
            _state.Recover([_topic]);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public static string CentralFolder(string folder) => Path.Combine(folder, "central");

    /// <summary>The region's job writes a flush.</summary>
    public void Append(Flush flush) => _log.Append(BatchWriter.Write(flush));

    /// <summary>Merges all that the region wrote.</summary>
    public void Merge(long nowMs)
    {
        while (_topic.TryRead() is { } read) _state.Take(read, nowMs);
    }

    /// <summary>Looks for a newer API table, as before every turn over the topics.</summary>
    public void TakeNewTables() => _state.TakeNewTables();

    public long JournalPosition => _journal.Position;

    public ExpositionSnapshot Publish(long nowMs) => _state.Publish(nowMs);

    public void Save() => _state.Save([_topic]);

    public IReadOnlyList<CentralEvent> DrainEvents() => _state.DrainEvents();

    public void Dispose()
    {
        _topic.Dispose();
        _journal.Dispose();
        _log.Dispose();
    }
}
