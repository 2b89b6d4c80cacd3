using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Net.Sockets;
using Aggregator.Commands.Dimensions;
using Aggregator.Core.Dimensions;
using Aggregator.Core.Transport.Kafka;

namespace Aggregator.Commands;

/// <summary>The command line: its root, and how what a command does becomes an exit code.</summary>
public static class AggregatorCommand
{
    // A stop signal cancels the command; this long it has to flush, commit and save.
    private static readonly TimeSpan StopTime = TimeSpan.FromSeconds(30);

    private const string Description =
        """
        Turns API gateway access logs into per-minute Prometheus metrics, in two tiers: in every region a regional job
        filters and enriches logs and aggregates them in 10-second windows; one central job rolls these up into series
        of products, APIs, error codes and tenants, and serves them at /metrics.

        Exit codes: 0 done, 1 failed, 2 bad usage or configuration (with every problem on standard error).
        """;

    private static readonly (string Line, string Purpose)[] Examples =
    [
        ("aggregator standalone --config samples/live.yaml", "both tiers at once, over generated traffic"),
        ("aggregator replay --config samples/apache.yaml --input samples/apache_access.log --metrics out.prom", "metrics of a file"),
        ("aggregator validate --config samples/kafka.yaml --connect", "what a configuration means, and whether its brokers and topics are there"),
    ];

    /// <summary>The root command with every subcommand, in the order in which a new user needs them; a new command is one line here.</summary>
    public static RootCommand Create()
    {
        var root = new RootCommand(Description)
        {
            CommonOptions.LogLevel(),
            StandaloneCommand.Create(),
            ReplayCommand.Create(),
            GenerateCommand.Create(),
            RegionalCommand.Create(),
            CentralCommand.Create(),
            ValidateCommand.Create(),
            HealthCommand.Create(),
            DimensionsCommand.Create(),
            DashboardsCommand.Create(),
            InspectCommand.Create(CompactTopicFiles.Read, CompactTopicFiles.Decode),
            RulesCommand.Create(),
        };
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!, Examples);
        return root;
    }

    /// <summary>Parses and runs a command line.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output, TextWriter error)
    {
        var parsed = Create().Parse(args);
        if (parsed.Action is ParseErrorAction usage) return ReportUsage(parsed, usage, args, error);
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = StopTime,
            });
        }
        catch (DimensionException e)
        {
            await error.WriteLineAsync(e.Message);
            return ExitCode.Usage;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or SocketException or KafkaClusterException)
        {
            await error.WriteLineAsync($"aggregator: {e.Message}");
            return ExitCode.Failed;
        }
        catch (OperationCanceledException)
        {
            await error.WriteLineAsync("aggregator: stopped before it was done");
            return ExitCode.Failed;
        }
        catch (Exception e)
        {
            // A defect: whoever mends it needs the stack.
            await error.WriteLineAsync($"aggregator: {e}");
            return ExitCode.Failed;
        }
    }

    private static int ReportUsage(ParseResult parsed, ParseErrorAction usage, IReadOnlyList<string> args, TextWriter error)
    {
        // Without a word, the whole help is what is missing; after a wrong one it would hide what is wrong.
        usage.ShowHelp = args.Count == 0;
        parsed.Invoke(new InvocationConfiguration { Output = error, Error = error });
        error.WriteLine($"'{NameOf(parsed.CommandResult)} --help' tells the usage.");
        return ExitCode.Usage;
    }

    private static string NameOf(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{NameOf(parent)} {command.Command.Name}" : "aggregator";
}
