using Aggregator.Central.Merge;

namespace Aggregator.Central.Rollup;

/// <summary>
/// How many label sets a namespace may have. Past it, what is new goes to its <c>__overflow__</c> label set; that is
/// counted, and the first label's values that brought most of it are named.
/// </summary>
internal sealed class LabelSetBudget(string namespaceName, int limit, EventLog events)
{
    private const int OffendersKept = 64;
    private readonly TopCounts _offenders = new(OffendersKept);

    /// <summary>The namespace, as in the configuration: product, api, error_code, tenant.</summary>
    public string Namespace { get; } = namespaceName;

    public int Limit { get; } = limit;

    public int Used { get; private set; }

    /// <summary>Logs that went to <c>__overflow__</c>.</summary>
    public long OverflowLogs { get; private set; }

    public IReadOnlyList<(string Name, long Count)> TopOffenders => _offenders.Top(5);

    /// <summary>Takes one label set's place; false when none is left.</summary>
    public bool TryTake()
    {
        if (Used >= Limit) return false;
        Used++;
        return true;
    }

    /// <summary>Takes the place of a restored label set, even past a limit that was lowered meanwhile.</summary>
    public void TakeRestored() => Used++;

    /// <summary>Gives places back.</summary>
    public void Return(int labelSets) => Used -= labelSets;

    /// <summary>Counts logs of a label set that found no place.</summary>
    public void CountOverflow(string firstLabel, long logs)
    {
        if (OverflowLogs == 0)
        {
            events.Report(CentralEventKind.Overflow, "", Namespace, Limit,
                $"all {Limit} label sets of namespace {Namespace} are in use: new ones are summed in __overflow__; raise central.budgets.{Namespace} or stop what makes so many");
        }
        OverflowLogs += logs;
        _offenders.Add(firstLabel, logs);
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(OverflowLogs);
        _offenders.Save(writer);
    }

    public void Load(BinaryReader reader)
    {
        OverflowLogs = reader.ReadInt64();
        _offenders.Load(reader);
    }
}
