using Aggregator.PipelineTests.Support;
using Xunit;

namespace Aggregator.PipelineTests.Replay;

/// <summary>The same 200,000 logs read in every way a replay can read them: the rows and metrics are the same bytes.</summary>
[Collection(BigReplays.Name)]
public sealed class ReplayPermutationTests(ReplayPermutationTests.Files files) : IClassFixture<ReplayPermutationTests.Files>
{
    [Fact]
    public Task A_second_run() => SameBytesAsync(files.Logs.Config, [files.Input]);

    [Fact]
    public Task Shuffled_lines() => SameBytesAsync(files.Logs.Config, [files.Logs.Write("shuffled.jsonl", Files.Shuffled())]);

    [Fact]
    public async Task A_file_cut_in_two_in_either_order()
    {
        var (first, second) = (files.Logs.Write("first.jsonl", Files.Numbers[..70_001]), files.Logs.Write("second.jsonl", Files.Numbers[70_001..]));
        await SameBytesAsync(files.Logs.Config, [first, second]);
        await SameBytesAsync(files.Logs.Config, [second, first]);
    }

    [Fact]
    public Task Two_workers() => SameBytesAsync(files.Logs.Config, [files.Input], "--workers", "2");

    [Fact]
    public async Task A_flush_every_few_groups()
    {
        var run = await SameBytesAsync(files.Logs.WriteConfig("flushes.yaml", "{ max_groups: 100 }"), [files.Input]);
        Assert.True(run.Number("flushes") > 100, run.Output);
    }

    [Fact]
    public async Task All_of_it_at_once()
    {
        var numbers = Files.Shuffled();
        var inputs = numbers.Chunk(60_000).Select((part, index) => files.Logs.Write($"part{index}.jsonl", part)).Reverse();
        var config = files.Logs.WriteConfig("all.yaml", "{ max_groups: 5000 }");
        await SameBytesAsync(config, inputs, "--workers", "3");
    }

    private async Task<ReplayRun> SameBytesAsync(string config, IEnumerable<string> inputs, params string[] more)
    {
        var run = await ReplayRun.Async(files.Folder, config, inputs, more);
        Assert.True(run.ExitCode == 0, run.Output);
        Assert.Equal(Files.Count, run.Number("read"));
        Assert.Equal(files.Plain.Hashes, run.Hashes);
        return run;
    }

    /// <summary>The logs in a file, and a plain replay of it.</summary>
    public sealed class Files : IAsyncLifetime
    {
        internal const int Count = 200_000;

        internal static int[] Numbers { get; } = [.. Enumerable.Range(0, Count)];

        internal TemporaryFolder Folder { get; } = new();

        internal GeneratedLogs Logs { get; private set; } = null!;

        internal string Input { get; private set; } = "";

        internal ReplayRun Plain { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Logs = new GeneratedLogs(Folder);
            Input = Logs.Write("all.jsonl", Numbers);
            Plain = await ReplayRun.Async(Folder, Logs.Config, [Input]);
        }

        public ValueTask DisposeAsync()
        {
            Folder.Dispose();
            return ValueTask.CompletedTask;
        }

        internal static int[] Shuffled()
        {
            int[] numbers = [.. Numbers];
            new Random(3).Shuffle(numbers);
            return numbers;
        }
    }
}
