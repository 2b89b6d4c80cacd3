using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace Aggregator.PipelineTests.Support;

/// <summary>No wait of these tests is for ever: what does not come fails its test, by name.</summary>
public sealed class WaitTests
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_tool_that_does_not_end_is_killed_with_all_that_it_started()
    {
        var late = await Assert.ThrowsAsync<TimeoutException>(() => Tool.RunAsync(Bash("sleep 100 & echo $!; wait"), limit: Short));

        Assert.StartsWith("It did not end within", late.Message, StringComparison.Ordinal);
        Assert.Contains("bash -c sleep 100", late.Message, StringComparison.Ordinal);
        var child = int.Parse(late.Message.Split('\n')[1], CultureInfo.InvariantCulture);
        await Eventually.Async(() => Task.FromResult(IsRunning(child)), isRunning => !isRunning);
    }

    [Fact]
    public async Task What_a_tool_left_running_with_its_output_is_not_waited_for()
    {
        var late = await Assert.ThrowsAsync<TimeoutException>(() => Tool.RunAsync(Bash("sleep 5 & echo done"), limit: Short));

        Assert.StartsWith("It ended, but something that it had started keeps its output open", late.Message, StringComparison.Ordinal);
        Assert.EndsWith("done\n", late.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_that_was_killed_is_not_waited_for_because_of_what_it_had_started()
    {
        var process = AggregatorProcess.StartCommand(["bash", "-c", "sleep 100 & echo $!; wait"]);
        await process.SaysAsync("\n");
        var child = int.Parse(process.Output, CultureInfo.InvariantCulture);

        await process.DisposeAsync();

        await Eventually.Async(() => Task.FromResult(IsRunning(child)), isRunning => !isRunning);
    }

    [Fact]
    public async Task A_question_without_an_answer_is_told_by_what_was_wanted()
    {
        var never = new TaskCompletionSource<int>();

        var late = await Assert.ThrowsAsync<TimeoutException>(() => Eventually.Async(() => never.Task, answer => answer == 42, Short));

        Assert.Contains("answer => answer == 42", late.Message, StringComparison.Ordinal);
    }

    private static ProcessStartInfo Bash(string commands) => new("bash", ["-c", commands]);

    // One that has ended and that nobody has waited for is still there, as Z.
    private static bool IsRunning(int id)
    {
        try
        {
            return !File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat")).Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
