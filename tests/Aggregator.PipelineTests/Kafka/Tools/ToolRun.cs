using Aggregator.Commands;

namespace Aggregator.PipelineTests.Kafka.Tools;

/// <summary>What a command said and how it ended. Run in this process: a tool ends by itself.</summary>
internal sealed record ToolRun(int Code, string Output, string Error)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    /// <summary>Runs a command line to its end.</summary>
    /// <exception cref="TimeoutException">It did not end by itself.</exception>
    public static async Task<ToolRun> Async(params string[] args)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var running = Task.Run(() => AggregatorCommand.RunAsync([.. args, "--log-level", "none"], output, error));
        if (await Task.WhenAny(running, Task.Delay(Limit)) != running) throw new TimeoutException($"It did not end within {Limit}: {string.Join(' ', args)}");
        var code = await running;
        return new ToolRun(code, output.ToString(), error.ToString());
    }

    /// <summary>The lines of the standard output.</summary>
    public IReadOnlyList<string> Lines => Output.TrimEnd('\n').Split('\n');
}
