using System.Text;
using Aggregator.Central.Expose;
using Aggregator.Central.Merge;
using Aggregator.Central.Options;
using Aggregator.Central.Topics;
using Aggregator.Core.Wire;

namespace Aggregator.Central.State;

/// <summary>
/// The engine and what makes it durable: every merge and every publication goes to the journal, with its time, before it
/// can be seen; snapshots keep the journal short. The merge thread alone calls.
/// </summary>
public sealed class CentralState(CentralSettings configured, CentralClock clock, Journal journal, SnapshotFile snapshots, ApiTables tables)
{
    private readonly CentralSettings _configured = configured;
    private CentralSettings _settings = configured;
    private readonly ClockAlarm _clockAlarm = new(clock, snapshots.Folder);
    private readonly List<CentralEvent> _unreported = [];

    // Also of streams that no topic has any more: a region that is taken out and put back goes on where it was.
    private readonly Dictionary<string, StreamPosition> _positions = new(StringComparer.Ordinal);
    private CentralEngine _engine = NewEngine(configured, clock, tables);
    private HashSet<string> _regions = [];

    /// <summary>Brings the engine to where the last publication was, and the topics to where the journal ends.</summary>
    /// <exception cref="InvalidDataException">The snapshot cannot be used; the message says what to do.</exception>
    /// <exception cref="IOException">The journal or a topic cannot be read from where the state ends.</exception>
    public void Recover(IReadOnlyList<CompactTopic> topics)
    {
        var saved = snapshots.Load((position, stream) => Load(stream));
        if (saved is not null)
        {
            tables.Use(saved.TablesHash);
            foreach (var (stream, position) in saved.Streams) _positions[stream] = position;
        }
        Repeat(saved?.Journal ?? Journal.FirstPosition);
        var hasOtherSettings = UseConfigured();
        if (tables.UseNewest()) journal.AddTables(tables.Hash);
        foreach (var topic in topics) topic.Open(_positions);
        _regions = topics.Select(topic => topic.Region).ToHashSet(StringComparer.Ordinal);
        // Pins the kind of clock and the settings: a restart that repeats the journal must not choose others.
        if (saved is null || hasOtherSettings) Save(topics);
    }

    /// <summary>Journals and does what a topic just returned.</summary>
    public void Take(TopicRead read, long wallMs)
    {
        switch (read)
        {
            case WholeFlush whole:
                var nowMs = NowFor(whole.Flush, wallMs);
                foreach (var chunk in whole.Chunks) journal.AddBatch(nowMs, whole.Stream, whole.Position, chunk.Span);
                _engine.Merge(whole.Flush, nowMs);
                break;
            case PassedOver passed:
                journal.AddPass(passed);
                _engine.PassOver(passed);
                break;
            default:
                throw new InvalidOperationException($"A topic returned something of the unknown kind {read.GetType().Name}.");
        }
    }

    /// <summary>Goes on with a newer API table, if there is one: what is merged from here on gets its priorities.</summary>
    /// <exception cref="IOException">Its copy cannot be written.</exception>
    public void TakeNewTables()
    {
        if (tables.HasNews && tables.UseNewest()) journal.AddTables(tables.Hash);
    }

    /// <summary>Publishes what was merged; the journal is on the disk when this returns.</summary>
    public ExpositionSnapshot Publish(long wallMs)
    {
        var nowMs = clock.ForPublication(wallMs);
        if (_clockAlarm.Check(wallMs, _settings.MaxFutureMs) is { } alarm) _unreported.Add(alarm);
        journal.AddPublish(nowMs);
        journal.Commit();
        return _engine.Publish(nowMs, _regions);
    }

    /// <summary>Saves the state, and frees what the saved states do not need any more.</summary>
    public void Save(IReadOnlyList<CompactTopic> topics)
    {
        journal.Commit();
        foreach (var (stream, position) in topics.SelectMany(topic => topic.Positions)) _positions[stream] = position;
        var neededFrom = snapshots.Save(new SnapshotPosition(journal.Position, _positions, tables.Hash), Write);
        journal.TruncateBefore(neededFrom);
        tables.Saved();
        foreach (var topic in topics) topic.Release();
    }

    /// <summary>What there is to report since the last call.</summary>
    public IReadOnlyList<CentralEvent> DrainEvents()
    {
        List<CentralEvent> events = [.. _unreported, .. _engine.DrainEvents()];
        _unreported.Clear();
        return events;
    }

    /// <summary>Does again what the journal says was done after the snapshot, with the same times.</summary>
    private void Repeat(long from)
    {
        var assemblers = new Dictionary<string, FlushAssembler>(StringComparer.Ordinal);
        using var reader = journal.OpenReader(from);
        while (reader.TryRead(out var entry, out _))
        {
            switch (entry.Kind)
            {
                case JournalEntryKind.Tables:
                    tables.Use(entry.TablesHash);
                    break;
                case JournalEntryKind.Publish:
                    _engine.RepeatPublication(clock.ForPublication(entry.NowMs));
                    // Events are reported after the publication that follows them: only the last one's may not have been.
                    _unreported.Clear();
                    _unreported.AddRange(_engine.DrainEvents());
                    break;
                case JournalEntryKind.Batch:
                    if (!assemblers.TryGetValue(entry.Stream, out var assembler)) assemblers[entry.Stream] = assembler = new FlushAssembler();
                    var chunk = BatchReader.Read(entry.Bytes.Span).Chunk
                        ?? throw new InvalidDataException($"The journal holds a batch of {entry.Stream} that cannot be read: use the program version that wrote it.");
                    // Chunks of a flush that was torn by a crash do not complete it, and the topic is read again from before it.
                    if (assembler.Add(chunk, 0) is not { } flush) break;
                    _engine.Merge(flush, NowFor(flush, entry.NowMs));
                    _positions[entry.Stream] = entry.Position;
                    break;
                case JournalEntryKind.Pass when entry.Passed is { } passed:
                    _engine.PassOver(passed);
                    _positions[passed.Stream] = passed.Position;
                    break;
                case JournalEntryKind.Settings:
                    CarryOver(CentralSettings.FromJson(Encoding.UTF8.GetString(entry.Bytes.Span)));
                    break;
                default:
                    throw new InvalidDataException($"The journal holds an entry of the unknown kind {entry.Kind}.");
            }
        }
    }

    /// <summary>Goes on with the configured settings; false when they are those in use.</summary>
    private bool UseConfigured()
    {
        var json = _configured.ToJson();
        if (string.Equals(json, _settings.ToJson(), StringComparison.Ordinal)) return false;
        CarryOver(_configured); // may refuse, and then nothing must have changed
        journal.AddSettings(json);
        return true;
    }

    /// <summary>Moves the state to an engine with other settings. By a file: two states at once may not fit into memory.</summary>
    private void CarryOver(CentralSettings settings)
    {
        using var file = snapshots.OpenTemporary();
        _engine.Save(file);
        file.Position = 0;
        _unreported.AddRange(_engine.DrainEvents());
        (_settings, _engine) = (settings, NewEngine(settings, clock, tables));
        _engine.Load(file);
    }

    private static CentralEngine NewEngine(CentralSettings settings, CentralClock clock, ApiTables tables) =>
        new(settings.Options, settings.WindowSizeMs, tables.PriorityOf, clock.IsEventTime, settings.MaxFutureMs);

    private long NowFor(Flush flush, long wallMs)
    {
        var nowMs = clock.ForFlush(flush, wallMs);
        if (!clock.IsEventTime) _engine.GoLive(nowMs);
        return nowMs;
    }

    private void Write(Stream stream)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(clock.IsEventTime);
        writer.Write(clock.NowMs);
        writer.Write(_settings.ToJson());
        writer.Flush();
        _engine.Save(stream);
    }

    private void Load(Stream stream)
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        clock.Restore(reader.ReadBoolean(), reader.ReadInt64());
        _settings = CentralSettings.FromJson(reader.ReadString());
        _engine = NewEngine(_settings, clock, tables);
        _engine.Load(stream);
    }
}
