using Aggregator.Commands;

namespace Aggregator.PipelineTests.Kafka.Tools;

/// <summary>What a command said and how it ended. Run in this process: a tool ends by itself.</summary>
internal sealed record ToolRun(int Code, string Output, string Error)
{
    /// <summary>Runs a command line to its end.</summary>
    public static async Task<ToolRun> Async(params string[] args)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var code = await AggregatorCommand.RunAsync([.. args, "--log-level", "none"], output, error);
        return new ToolRun(code, output.ToString(), error.ToString());
    }

    /// <summary>The lines of the standard output.</summary>
    public IReadOnlyList<string> Lines => Output.TrimEnd('\n').Split('\n');
}
