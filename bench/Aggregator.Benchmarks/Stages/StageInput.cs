using Aggregator.Benchmarks.CoreWork;
using Aggregator.Benchmarks.Peers;
using Aggregator.Core.Wire;
using Aggregator.Regional;
using Aggregator.Regional.Enrich;
using Aggregator.Regional.Ingest;
using Aggregator.Regional.Ingest.Filters;
using Aggregator.Regional.Options;

namespace Aggregator.Benchmarks.Stages;

/// <summary>What the stages run on: the logs and tables that other programs are compared on.</summary>
internal static class StageInput
{
    private const ulong Seed = 42;

    private static readonly PeerWorld World = new(Seed);

    /// <summary>The tables of nodes and tenants.</summary>
    public static Enrichment Tables { get; } = LoadTables();

    /// <summary>So many logs of 708 or 4,456 bytes, without line ends.</summary>
    public static byte[][] Logs(int count, bool isFull)
    {
        var random = new Xoshiro(Seed);
        var calls = new PeerCalls(World, Seed, random);
        var writer = new PeerLogWriter(isFull, random);
        return [.. Enumerable.Range(0, count).Select(number => writer.Write(calls.Draw(number))[..^1].ToArray())];
    }

    /// <summary>The addresses of nodes and the uids of tenants that so many logs name.</summary>
    public static (byte[][] Addresses, string[] Uids) Keys(int count)
    {
        var calls = new PeerCalls(World, Seed, new Xoshiro(Seed));
        PeerCall[] drawn = [.. Enumerable.Range(0, count).Select(number => calls.Draw(number))];
        return ([.. drawn.Select(call => System.Text.Encoding.UTF8.GetBytes(call.Node.Ip))], [.. drawn.Select(call => call.Tenant.Uid)]);
    }

    /// <summary>An engine that knows the tables.</summary>
    public static RegionalEngine Engine() =>
        new(new RegionalEngineOptions("cn-hangzhou", "0", 1, new WindowOptions(), new MeasureOptions()), Tables, deadLetters: null);

    /// <summary>An engine that holds so many groups, and the partition that it read.</summary>
    public static (RegionalEngine Engine, SourcePartition Partition) Filled(int groups)
    {
        var (engine, partition, fields) = (Engine(), GeneratedInput.Partition(), new LogFields([]));
        var receive = engine.ReceiverFor(LogParsers.Create(new SourceOptions(), fields), new FilterSet([], fields));
        var random = new Xoshiro(Seed);
        var calls = new PeerCalls(World, Seed, random);
        var writer = new PeerLogWriter(isFull: false, random);
        for (long number = 0; engine.Groups < groups; number++) receive.Take(partition, writer.Write(calls.Draw(number))[..^1], GeneratedInput.Arrival(number));
        return (engine, partition);
    }

    /// <summary>A flush of so many rows.</summary>
    public static Flush Flush(int rows)
    {
        var (engine, partition) = Filled(rows);
        return engine.MakeFlush([partition], GeneratedInput.StartMs);
    }

    private static Enrichment LoadTables()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            PeerTables.Write(World, folder.FullName);
            return new Enrichment(NodeTable.Clusters(folder.FullName), TenantTable.Load(Path.Combine(folder.FullName, "tenants.csv")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
