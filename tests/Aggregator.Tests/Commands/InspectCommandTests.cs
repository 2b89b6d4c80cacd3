using System.CommandLine;
using System.Text.Json;
using Aggregator.Commands;
using Aggregator.Core.Windowing;
using Aggregator.Core.Wire;
using Aggregator.Tests.Configuration;
using Xunit;

namespace Aggregator.Tests.Commands;

public sealed class InspectCommandTests : IDisposable
{
    private readonly ConfigurationFolder _folder = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public void Dispose()
    {
        _folder.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public void Every_batch_of_a_folder_is_shown()
    {
        Assert.Equal(ExitCode.Done, Inspect(_folder.Folder));
        Assert.Equal(
            """
            position 64  region cn-hangzhou  worker 0  epoch 3  sequence 17  chunk 1/2  rows 1  bytes 1  created 2026-01-15T13:37:23.250Z
            position 128  region cn-hangzhou  worker 0  epoch 3  sequence 17  chunk 2/2  rows 1  bytes 1  created 2026-01-15T13:37:23.250Z
              source file/1-2-3/0  100→250  messages 12  logs 11  holes 2  lost 1  watermark 2026-01-15T13:37:15.000Z  idle historic
              source file/4-5-6/0  0→0  messages 0  logs 0  holes 0  lost 0  watermark none
              outcomes aggregated 10, filtered(required) 1, too_old 0
            batches 2  rows 2  bytes 2

            """,
            _output.ToString());
    }

    [Fact]
    public void A_file_is_one_batch()
    {
        File.WriteAllBytes(_folder.PathOf("batch.bin"), [0]);

        Assert.Equal(ExitCode.Done, Inspect(_folder.PathOf("batch.bin")));
        Assert.StartsWith("position 0  region cn-hangzhou ", _output.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("batches 1  rows 1  bytes 1\n", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_says_the_same()
    {
        Assert.Equal(ExitCode.Done, Inspect(_folder.Folder, "--json"));
        var lines = _output.ToString().TrimEnd('\n').Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.Equal(
            """{"position":128,"region":"cn-hangzhou","worker":"0","epoch":3,"sequence":17,"chunk":1,"chunks":2,"rows":1,"bytes":1,"window_size_ms":10000,"slow_ms":1000,"created_ms":1768484243250,"sources":[{"cluster":"file","topic":"1-2-3","partition":0,"partition_count":1,"from":100,"next":250,"messages":12,"logs":11,"holes":2,"lost":1,"watermark_ms":1768484235000,"highest_event_ms":1768484240000,"states":["idle","historic"]},{"cluster":"file","topic":"4-5-6","partition":0,"partition_count":1,"from":0,"next":0,"messages":0,"logs":0,"holes":0,"lost":0,"watermark_ms":null,"highest_event_ms":null,"states":[]}],"outcomes":[{"outcome":"aggregated","detail":"","count":10},{"outcome":"filtered","detail":"required","count":1},{"outcome":"too_old","detail":"","count":0}]}""",
            lines[1]);
    }

    [Fact]
    public void Rows_follow_their_batch()
    {
        Assert.Equal(ExitCode.Done, Inspect(_folder.Folder, "--json", "--rows"));
        var lines = _output.ToString().TrimEnd('\n').Split('\n');

        Assert.Equal(4, lines.Length);
        using var row = JsonDocument.Parse(lines[1]);
        Assert.Equal(3, row.RootElement.GetProperty("qps").GetInt64());
    }

    [Fact]
    public void What_is_no_batch_is_told_with_its_position_and_the_rest_still_shown()
    {
        File.WriteAllBytes(_folder.PathOf("bad.bin"), [9]);

        Assert.Equal(ExitCode.Failed, Inspect(_folder.PathOf("bad.bin")));
        Assert.Equal("position 0: the checksum is wrong\n", _error.ToString());
        Assert.Empty(_output.ToString());
    }

    [Fact]
    public void Of_a_topic_of_something_else_the_first_five_are_told_and_the_rest_counted()
    {
        Assert.Equal(ExitCode.Failed, Inspect(_ => [.. Enumerable.Range(0, 1007).Select(n => ((long)n, (byte[])[9]))], _folder.Folder));
        var lines = _error.ToString().TrimEnd('\n').Split('\n');
        Assert.Equal("position 4: the checksum is wrong", lines[4]);
        Assert.Equal(["… and 1,002 more; is this the right file or topic?"], lines[5..]);
        Assert.Empty(_output.ToString());
    }

    [Fact]
    public void A_data_directory_is_told_with_its_topics()
    {
        Directory.CreateDirectory(_folder.PathOf("compact/b"));
        Directory.CreateDirectory(_folder.PathOf("compact/a"));

        Assert.Equal(ExitCode.Usage, Inspect(_folder.Folder));
        Assert.EndsWith(
            $"is a data directory; name the folder of one of its compact topics: {_folder.PathOf("compact/a")}, {_folder.PathOf("compact/b")}\n",
            _error.ToString(), StringComparison.Ordinal);
        Assert.Empty(_output.ToString());
    }

    [Fact]
    public void A_path_that_is_not_there_is_bad_usage()
    {
        Assert.Equal(ExitCode.Usage, Inspect(_folder.PathOf("none")));
        Assert.Contains("none does not exist", _error.ToString(), StringComparison.Ordinal);
    }

    private int Inspect(params string[] args) => Inspect(_ => [(64, [0]), (128, [1])], args);

    private int Inspect(Func<string, IEnumerable<(long Position, byte[] Batch)>> open, params string[] args)
    {
        var root = new RootCommand { InspectCommand.Create(open, Decode) };
        return root.Parse(["inspect", .. args]).Invoke(new InvocationConfiguration { Output = _output, Error = _error });
    }

    // The first byte says which chunk of the one flush it is.
    private static DecodedBatch Decode(byte[] bytes) =>
        bytes[0] > 1 ? DecodedBatch.Unreadable("the checksum is wrong") : new DecodedBatch(Flush(isLast: bytes[0] == 1), bytes[0], 2, null);

    private static Flush Flush(bool isLast) => new(
        new FlushId("cn-hangzhou", "0", 3, 17), 10_000, 1000, 1_768_484_243_250, [PartialsWriterTests.Row(200)],
        isLast
            ? [
                new SourceProgress(new SourceId("file", "1-2-3", 0), 1, 100, 250, 12, 11, 2, 1, 1_768_484_235_000, 1_768_484_240_000, SourceStates.Idle | SourceStates.Historic),
                new SourceProgress(new SourceId("file", "4-5-6", 0), 1, 0, 0, 0, 0, 0, 0, WatermarkTracker.None, WatermarkTracker.None, SourceStates.None),
            ]
            : [],
        isLast
            ? [new OutcomeCount(Outcome.Aggregated, "", 10), new OutcomeCount(Outcome.Filtered, "required", 1), new OutcomeCount(Outcome.TooOld, "", 0)]
            : []);
}
