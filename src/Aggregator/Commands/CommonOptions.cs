using System.CommandLine;
using Aggregator.Configuration;
using Aggregator.Configuration.Binding;
using Aggregator.Regional.Options;
using Microsoft.Extensions.Logging;

namespace Aggregator.Commands;

/// <summary>Options that several commands share.</summary>
internal static class CommonOptions
{
    private const string LogLevelName = "--log-level";

    /// <summary><c>--config FILE</c>, required.</summary>
    public static Option<string> Config() => new("--config", "-c")
    {
        Description = "The configuration (YAML); docs/CONFIGURATION.md lists every option.",
        HelpName = "file",
        Required = true,
    };

    /// <summary><c>--format FORMAT</c>.</summary>
    public static Option<LogFormat?> Format(string description) => new("--format")
    {
        Description = $"{description} gateway-json, json or combined.",
        HelpName = "format",
        CustomParser = result =>
        {
            switch (result.Tokens[0].Value)
            {
                case "gateway-json": return LogFormat.GatewayJson;
                case "json": return LogFormat.Json;
                case "combined": return LogFormat.Combined;
                default:
                    result.AddError($"--format: '{result.Tokens[0].Value}' is no format; write gateway-json, json or combined.");
                    return null;
            }
        },
    };

    /// <summary><c>--for DURATION</c>.</summary>
    public static Option<TimeSpan?> For() => new("--for")
    {
        Description = "Stop by itself after this long, such as 60s or 5m.",
        HelpName = "duration",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (Duration.Parse(text, out var parsed) is null && parsed > TimeSpan.Zero) return parsed;
            result.AddError($"--for: '{text}' is no duration above 0; write 60s, 5m or 1h.");
            return null;
        },
    };

    /// <summary><c>--log-level LEVEL</c>, for every command.</summary>
    public static Option<LogLevel> LogLevel() => new(LogLevelName)
    {
        Description = "Least level that is logged to standard error: trace, debug, information, warning, error, critical, none.",
        HelpName = "level",
        DefaultValueFactory = _ => Microsoft.Extensions.Logging.LogLevel.Information,
        Recursive = true,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            // Names alone: the framework would take numbers, too.
            var name = Array.Find(Enum.GetNames<LogLevel>(), name => string.Equals(name, text, StringComparison.OrdinalIgnoreCase));
            if (name is not null) return Enum.Parse<LogLevel>(name);
            result.AddError($"--log-level: '{text}' is no level; write trace, debug, information, warning, error, critical or none.");
            return Microsoft.Extensions.Logging.LogLevel.Information;
        },
    };

    /// <summary>The logger of a command: one line an event, all on standard error, which leaves standard output to results.</summary>
    public static ILoggerFactory CreateLoggers(ParseResult parsed)
    {
        var level = parsed.GetValue<LogLevel>(LogLevelName);
        return LoggerFactory.Create(logging => logging
            .SetMinimumLevel(level)
            .AddFilter("Microsoft", level < Microsoft.Extensions.Logging.LogLevel.Warning ? Microsoft.Extensions.Logging.LogLevel.Warning : level)
            .AddFilter("Microsoft.Extensions.Hosting", Microsoft.Extensions.Logging.LogLevel.None) // what fails at the start is told once, by the command
            .AddConsole(console => console.LogToStandardErrorThreshold = Microsoft.Extensions.Logging.LogLevel.Trace)
            .AddSimpleConsole(line =>
            {
                line.SingleLine = true;
                line.UseUtcTimestamp = true;
                line.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
            }));
    }

    /// <summary>Reads the configuration. After problems, all of which are on the error output then, it is null.</summary>
    public static AggregatorOptions? Load(string path, TextWriter error, ConfigurationPurpose purpose = ConfigurationPurpose.Standalone)
    {
        var (options, problems) = ConfigurationFile.Load(path, purpose);
        Report(problems, error);
        return options;
    }

    /// <summary>Lists problems, one a line.</summary>
    public static void Report(IReadOnlyCollection<ConfigurationProblem> problems, TextWriter error)
    {
        foreach (var problem in problems) error.WriteLine(problem);
        if (problems.Count > 1) error.WriteLine($"{problems.Count} problems.");
    }
}
