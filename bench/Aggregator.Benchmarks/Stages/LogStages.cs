using Aggregator.Regional.Ingest;
using Aggregator.Regional.Ingest.Filters;
using Aggregator.Regional.Options;

namespace Aggregator.Benchmarks.Stages;

/// <summary>Steps 2 to 4 of the walk, each by itself. Every one is made for so many logs, and run again and again.</summary>
internal static class LogStages
{
    /// <summary>Logs of 708 bytes into a record, one a call.</summary>
    public static Action ParseSmall(int logs) => Parse(new SourceOptions(), StageInput.Logs(logs, isFull: false));

    /// <summary>Logs of 4,456 bytes into a record, one a call.</summary>
    public static Action ParseFull(int logs) => Parse(new SourceOptions(), StageInput.Logs(logs, isFull: true));

    /// <summary>Logs of 190 bytes in the text format of web servers.</summary>
    public static Action ParseCombined(int logs) =>
        Parse(new SourceOptions { Format = LogFormat.Combined, Product = "web" }, GeneratedInput.Combined(logs));

    /// <summary>Logs of 708 bytes, and a rule on one of their own fields.</summary>
    public static Action FilterOwnField(int logs) => ParseAndFilter(logs, "Domain");

    /// <summary>Logs of 708 bytes, and a rule on a field of the text within one of their strings.</summary>
    public static Action FilterNestedField(int logs) => ParseAndFilter(logs, "Ext5.callerInfo.callerType");

    /// <summary>Logs of 708 bytes, and a rule on a part of <c>k=v;k=v</c>.</summary>
    public static Action FilterKeyValue(int logs) => ParseAndFilter(logs, "RequestContent.Action");

    /// <summary>Addresses of gateway nodes in the cluster table.</summary>
    public static Action LookUpCluster(int logs)
    {
        var (addresses, _) = StageInput.Keys(logs);
        var clusters = StageInput.Tables.Clusters;
        return () =>
        {
            foreach (var address in addresses) clusters.Find(address);
        };
    }

    /// <summary>Uids in the table of tenants, once for a whole flush.</summary>
    public static Action LookUpTenant(int logs)
    {
        var (_, uids) = StageInput.Keys(logs);
        return () => StageInput.Tables.Tenants.Resolve(uids);
    }

    /// <summary>Records into the groups of a flush, with the look-up of their clusters; the fields are set from prepared ones, not parsed.</summary>
    public static Action Group(int logs)
    {
        var fields = new LogFields([]);
        var (engine, partition) = (StageInput.Engine(), GeneratedInput.Partition());
        var group = engine.ReceiverFor(new PreparedLogs(GeneratedInput.Describe(logs), fields.Count), new FilterSet([], fields));
        return () =>
        {
            for (var i = 0; i < logs; i++) group.Take(partition, "x"u8, GeneratedInput.Arrival(i));
            engine.Flushed([partition]);
        };
    }

    private static Action Parse(SourceOptions source, byte[][] logs)
    {
        var parser = LogParsers.Create(source, new LogFields([]));
        var record = new LogRecord();
        return () =>
        {
            foreach (var log in logs)
            {
                if (parser.Parse(log, record) is { } malformed) throw new InvalidOperationException(malformed);
            }
        };
    }

    private static Action ParseAndFilter(int logs, string field)
    {
        FilterOptions[] rules = [new() { Name = "rule", Drop = new() { Field = field, In = ["no such value", "nor this one"] } }];
        var fields = new LogFields(FilterSet.PathsOf(rules));
        var (parser, filters, record) = (LogParsers.Create(new SourceOptions(), fields), new FilterSet(rules, fields), new LogRecord());
        var texts = StageInput.Logs(logs, isFull: false);
        return () =>
        {
            foreach (var log in texts)
            {
                parser.Parse(log, record);
                if (filters.Match(record.In(log)) is not null) throw new InvalidOperationException("No log may be dropped.");
            }
        };
    }
}
