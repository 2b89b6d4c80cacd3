using Aggregator.Configuration;
using Aggregator.Regional.Ingest;
using Aggregator.Regional.Options;
using Aggregator.Replay;
using Aggregator.Standalone;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Aggregator.Tests.Replay;

public sealed class ReplayJobTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aggregator-replay-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_file_that_is_cut_while_it_is_read_fails_the_replay(int workers)
    {
        var file = Path.Combine(_folder, "a.jsonl");
        await File.WriteAllLinesAsync(file, Enumerable.Repeat("""{"Product":"ecs","Api":"Run","__time__":1768485600}""", 200_000));

        var failure = await Assert.ThrowsAsync<IOException>(() => RunAsync(file, workers, () => File.WriteAllText(file, "{}\n")));

        Assert.StartsWith($"{file}: it was truncated", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_read_is_told_while_reading()
    {
        var file = Path.Combine(_folder, "a.jsonl");
        await File.WriteAllLinesAsync(file, Enumerable.Repeat("""{"Product":"ecs","Api":"Run","__time__":1768485600}""", 50_000));
        var told = 0;

        var result = await RunAsync(file, 1, () => told++);

        Assert.True(told >= 3);
        Assert.Equal(50_000, result.Merged.Rows.Sum(row => row.Measures.Count));
    }

    [Fact]
    public async Task A_worker_that_fails_in_any_way_ends_the_others_and_every_source_is_given_back_once()
    {
        var input = new EndlessInput();
        var options = new AggregatorOptions { Region = "r", Sources = [new SourceOptions()] };
        using var setup = RegionSetup.Load(options, TimeProvider.System, NullLoggerFactory.Instance);
        var job = new ReplayJob(new ReplayRequest(options, 2, 1_768_485_600_000), input, setup);

        var run = job.RunAsync((_, _) => { }, TestContext.Current.CancellationToken);
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => run.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));

        Assert.Equal("broken", failure.Message);
        Assert.Equal([1, 1, 1, 1], input.Sources.Select(source => source.Disposed));
    }

    private static async Task<ReplayResult> RunAsync(string file, int workers, Action read)
    {
        var options = new AggregatorOptions { Region = "r", Sources = [new SourceOptions { File = file }] };
        using var setup = RegionSetup.Load(options, TimeProvider.System, NullLoggerFactory.Instance);
        var job = new ReplayJob(
            new ReplayRequest(options, workers, 1_768_485_600_000), new ReplayFiles(options, [file], null, NullLoggerFactory.Instance), setup);
        var turn = new Lock();
        return await job.RunAsync(
            (_, _) =>
            {
                lock (turn) read();
            },
            TestContext.Current.CancellationToken);
    }

    /// <summary>Two sources a worker, without an end; the first worker's first breaks.</summary>
    private sealed class EndlessInput : IReplayInput
    {
        public List<EndlessSource> Sources { get; } = [];

        public long Total => 1;

        public IReadOnlyList<ReplayShare> SharesOf(int worker, int workers)
        {
            EndlessSource[] own = [new(isBroken: worker == 0), new(isBroken: false)];
            Sources.AddRange(own);
            return [.. own.Select(source => new ReplayShare(source, new SourceOptions(), MaxAge: null))];
        }
    }

    private sealed class EndlessSource(bool isBroken) : IBoundedLogSource
    {
        public int Disposed { get; private set; }

        public string Name => "endless";

        public long Progress => 0;

        public string? Problem => null;

        public bool IsCompleted => false;

        public IReadOnlyCollection<SourcePartition> Partitions => [];

        public int Poll(LogReceiver receiver, long nowMs)
        {
            if (isBroken) throw new InvalidOperationException("broken");
            using var turn = new ManualResetEventSlim();
            turn.Wait(10);
            return 0;
        }

        public void Dispose() => Disposed++;
    }
}
