using Aggregator.Core.Wire;

namespace Aggregator.Central.Merge;

/// <summary>Tells an exact repeat of a flush (region, worker, epoch, sequence) from a new one.</summary>
internal sealed class FlushGuard
{
    /// <summary>
    /// Incarnations remembered of a worker. A repeat of an older one would still be seen by the positions it covers.
    /// </summary>
    public const int EpochsPerWorker = 16;

    private readonly SortedDictionary<(string Region, string Worker), SortedList<long, PositionCoverage>> _workers = [];

    /// <summary>Remembers the flush.</summary>
    /// <returns>False when it was seen before.</returns>
    public bool TryEnter(FlushId id)
    {
        if (!_workers.TryGetValue((id.Region, id.Worker), out var epochs))
            _workers.Add((id.Region, id.Worker), epochs = []);
        if (!epochs.TryGetValue(id.Epoch, out var sequences))
        {
            epochs.Add(id.Epoch, sequences = new PositionCoverage());
            if (epochs.Count > EpochsPerWorker) epochs.RemoveAt(0);
        }
        return sequences.Cover(id.Sequence, id.Sequence + 1, nowMs: 0) == 0;
    }

    /// <summary>Writes the state, to be read by <see cref="Load"/>.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(_workers.Count);
        foreach (var ((region, worker), epochs) in _workers)
        {
            writer.Write(region);
            writer.Write(worker);
            writer.Write(epochs.Count);
            foreach (var (epoch, sequences) in epochs)
            {
                writer.Write(epoch);
                sequences.Save(writer);
            }
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    public void Load(BinaryReader reader)
    {
        var workers = reader.ReadInt32();
        for (var i = 0; i < workers; i++)
        {
            var key = (reader.ReadString(), reader.ReadString());
            var epochs = new SortedList<long, PositionCoverage>();
            var count = reader.ReadInt32();
            for (var k = 0; k < count; k++) epochs.Add(reader.ReadInt64(), PositionCoverage.Load(reader));
            _workers.Add(key, epochs);
        }
    }
}
