using Aggregator.Central.Topics;
using Aggregator.Core.Wire;

namespace Aggregator.Central.Merge;

/// <summary>
/// The counts' half of the ledger. Per region: logs read = aggregated + filtered + malformed + future + too_old, and
/// aggregated = the sum of the rows' counts = what the product counters gained.
/// </summary>
internal sealed class RegionLedger(EventLog events)
{
    private readonly SortedDictionary<string, RegionAccount> _accounts = new(StringComparer.Ordinal);

    /// <summary>Every region heard of, by name.</summary>
    public IReadOnlyCollection<RegionAccount> Accounts => _accounts.Values;

    /// <summary>What the slow logs in the totals were counted with.</summary>
    public SlowThreshold Slow { get; } = new(events);

    /// <summary>A region's account, opened when it is the first time.</summary>
    public RegionAccount Of(string region)
    {
        if (!_accounts.TryGetValue(region, out var account))
            _accounts.Add(region, account = new RegionAccount(region));
        return account;
    }

    /// <summary>Books a flush and what became of the logs in its rows, and checks that all agree.</summary>
    public void Book(RegionAccount account, Flush flush, RowLogs logs)
    {
        var read = 0L;
        foreach (var source in flush.Sources) read += source.Logs;
        var (rows, countedTotal, countedLate) = logs;
        var (outcomes, aggregated) = BookOutcomes(account, flush);

        account.Flushes++;
        account.LogsRead += read;
        account.RowLogs += rows;
        account.CountedTotal += countedTotal;
        account.CountedLate += countedLate;
        if (countedTotal > 0) Slow.Observe(flush);

        var difference = Math.Max(
            Math.Abs(read - outcomes), Math.Max(Math.Abs(aggregated - rows), Math.Abs(rows - countedTotal - countedLate)));
        if (difference == 0) return;
        account.ImbalanceLogs += difference;
        events.Report(CentralEventKind.Imbalance, account.Region, flush.Id.Worker, difference,
            $"flush {flush.Id.Sequence} of worker {flush.Id.Worker} does not add up: {read} logs read, {outcomes} with an outcome, "
            + $"{aggregated} aggregated, {rows} in rows, {countedTotal} counted, {countedLate} counted late; report it as a defect");
    }

    /// <summary>Counts messages of a region's compact topic that were passed over.</summary>
    public void PassOver(PassedOver passed)
    {
        var account = Of(passed.Region);
        var (stream, from, next) = (passed.Stream, passed.From, passed.Next);
        switch (passed.Reason)
        {
            case PassReason.Skipped:
                account.SkippedBatches++;
                Report(1, $"the batch {stream}/{from} was skipped as asked: its logs are missing; replay them from the region's logs");
                break;
            case PassReason.Expired:
                account.ExpiredMessages += next - from;
                Report(next - from, $"the messages {from} to {next} of {stream} were deleted before they were read: their logs are missing; keep the topic for longer, and replay them from the region's logs");
                break;
            case PassReason.Replaced:
                account.ReplacedTopics++;
                Report(1, $"{stream} ended before {from}, where reading was to go on: the topic was made anew or cut off; it is read from {next}; look for logs that are missing or counted twice in the ledger");
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(passed), passed.Reason, "An unknown reason.");
        }

        void Report(long amount, string text) => events.Report(CentralEventKind.PassedOver, passed.Region, stream, amount, text);
    }

    private static (long All, long Aggregated) BookOutcomes(RegionAccount account, Flush flush)
    {
        var (all, aggregated) = (0L, 0L);
        foreach (var (outcome, detail, count) in flush.Outcomes)
        {
            account.Outcomes[(outcome, detail)] = account.Outcomes.GetValueOrDefault((outcome, detail)) + count;
            all += count;
            if (outcome == Outcome.Aggregated) aggregated += count;
        }
        return (all, aggregated);
    }

    public void Save(BinaryWriter writer)
    {
        Slow.Save(writer);
        writer.Write(_accounts.Count);
        foreach (var account in _accounts.Values)
        {
            writer.Write(account.Region);
            account.Save(writer);
        }
    }

    public void Load(BinaryReader reader, bool hasPasses)
    {
        Slow.Load(reader);
        var count = reader.ReadInt32();
        for (var i = 0; i < count; i++) Of(reader.ReadString()).Load(reader, hasPasses);
    }
}

/// <summary>The logs of one flush's rows.</summary>
/// <param name="InRows">How many the rows say there are.</param>
/// <param name="Counted">What the product counters gained by them.</param>
/// <param name="CountedLate">What the late counters gained.</param>
internal readonly record struct RowLogs(long InRows, long Counted, long CountedLate);
