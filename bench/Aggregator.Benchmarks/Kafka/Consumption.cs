using System.Diagnostics;
using System.Globalization;

namespace Aggregator.Benchmarks.Kafka;

/// <summary>
/// How fast one consumer reads logs from a broker, which should be a process of its own. In every round each reader takes
/// its turn, so that what else the machine does hits all alike; of the rounds, the median counts.
/// </summary>
internal static class Consumption
{
    private const int Rounds = 5;

    private static readonly IReadOnlyList<(string Name, Action<string, string, MessageShape, Action> Read)> All =
    [
        ("plain consumer, byte[]", Readers.Plain),
        ("the job's source", Readers.Source),
        ("the job: source, parser, groups", Readers.Job),
    ];

    /// <summary>Measures against the brokers at <paramref name="bootstrap"/> and prints a table.</summary>
    public static async Task RunAsync(string bootstrap, TextWriter output)
    {
        await output.WriteLineAsync("| Message | Reader | Logs/s | MB/s | CPU a log | Allocated a message |\n|---|---|---|---|---|---|");
        foreach (var shape in MessageShape.All)
        {
            await using var topic = await FilledTopic.MakeAsync(bootstrap, shape);
            foreach (var reader in All) Measure(reader.Read, bootstrap, topic.Name, shape); // warm-up
            var rounds = Enumerable.Range(0, Rounds).Select(_ => All.Select(reader => Measure(reader.Read, bootstrap, topic.Name, shape)).ToList()).ToList();
            for (var reader = 0; reader < All.Count; reader++)
            {
                var at = reader;
                await output.WriteLineAsync(Row(shape, All[at].Name, [.. rounds.Select(round => round[at])]));
            }
        }
    }

    private static Figures Measure(Action<string, string, MessageShape, Action> read, string bootstrap, string topic, MessageShape shape)
    {
        var (begun, cpu, allocated) = (0L, TimeSpan.Zero, 0L);
        // Joining a group takes seconds and is no part of consumption.
        read(bootstrap, topic, shape, () => (begun, cpu, allocated) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime, GC.GetTotalAllocatedBytes()));
        return new Figures(Stopwatch.GetElapsedTime(begun), Environment.CpuUsage.TotalTime - cpu, GC.GetTotalAllocatedBytes() - allocated);
    }

    private static string Row(MessageShape shape, string reader, IReadOnlyList<Figures> rounds)
    {
        var seconds = rounds.Select(round => round.Time.TotalSeconds).Order().ElementAt(Rounds / 2);
        var cpu = rounds.Select(round => round.Cpu.TotalMicroseconds).Order().ElementAt(Rounds / 2);
        var allocated = rounds.Select(round => round.Allocated).Order().ElementAt(Rounds / 2);
        var spread = (rounds.Max(round => round.Time.TotalSeconds) - rounds.Min(round => round.Time.TotalSeconds)) / seconds;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {shape.Name} | {reader} | {shape.Logs / seconds:N0} (spread {spread:P0}) | {shape.Logs * shape.LogBytes / seconds / 1e6:N0} | {cpu / shape.Logs:F2} µs | {allocated / shape.Messages:N0} B |");
    }

    private readonly record struct Figures(TimeSpan Time, TimeSpan Cpu, long Allocated);
}
