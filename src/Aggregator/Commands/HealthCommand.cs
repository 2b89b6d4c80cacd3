using System.CommandLine;
using Aggregator.Configuration;
using Aggregator.Configuration.Binding;
using Aggregator.Web;

namespace Aggregator.Commands;

/// <summary><c>aggregator health</c>: asks a running job how it is, for supervisors in whose image nothing else speaks HTTP.</summary>
internal static class HealthCommand
{
    // Where a central job and a standalone listen unless they are told otherwise.
    private const string DefaultAddress = "127.0.0.1:9464";

    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(5);

    // A timer takes no more than 24 days, and no supervisor waits for hours.
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromHours(1);

    public static Command Create()
    {
        var address = Address();
        var ready = new Option<bool>("--ready") { Description = "Ask whether it is ready (/readyz), not only alive (/healthz)." };
        var timeout = Timeout();
        var command = new CommandWithExamples(
            "health",
            "Ask a running job whether it is alive or ready. Exit code 0: it is; 1: it is not, or cannot be reached.",
            ("aggregator health", "a central job or a standalone, where they listen by default"),
            ("aggregator health --ready 127.0.0.1:9465", "whether a regional worker has its partitions and flushes"))
        {
            address, ready, timeout,
        };
        command.SetAction((parsed, stop) =>
        {
            var invocation = parsed.InvocationConfiguration;
            var question = new HealthQuestion(parsed.GetRequiredValue(address), parsed.GetValue(ready), parsed.GetValue(timeout) ?? DefaultTimeout);
            return RunAsync(question, invocation.Output, invocation.Error, stop);
        });
        return command;
    }

    private static Argument<ListenAddress> Address() => new("host:port")
    {
        Description = $"The job's listener, as its configuration has it; {DefaultAddress} unless given. A listener on every address (0.0.0.0, [::]) is asked on this machine's own.",
        Arity = ArgumentArity.ZeroOrOne,
        DefaultValueFactory = _ => Parse(DefaultAddress)!.Value,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (Parse(text) is { } found) return found;
            result.AddError($"'{text}' is no address; write host:port, such as {DefaultAddress}");
            return default;
        },
    };

    private static Option<TimeSpan?> Timeout() => new("--timeout")
    {
        Description = "How long the answer may take, at most 1h; 5s unless given.",
        HelpName = "duration",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (Duration.Parse(text, out var parsed) is null && parsed > TimeSpan.Zero && parsed <= LongestTimeout) return parsed;
            result.AddError($"--timeout: '{text}' is no duration above 0 and up to 1h; write 500ms or 5s.");
            return null;
        },
    };

    private static ListenAddress? Parse(string text) => ListenAddress.TryParse(text, out var address) && address.Port != 0 ? address : null;

    private static async Task<int> RunAsync(HealthQuestion question, TextWriter output, TextWriter error, CancellationToken stop)
    {
        var answer = await question.AskAsync(stop);
        await (answer.IsYes ? output : error).WriteLineAsync(answer.Text);
        return answer.IsYes ? ExitCode.Done : ExitCode.Failed;
    }
}
