using System.CommandLine;
using Aggregator.Central;
using Aggregator.Central.Topics;
using Aggregator.Configuration;
using Aggregator.Core.Dimensions;

namespace Aggregator.Commands;

/// <summary><c>aggregator central</c>: the regions' compact topics on Kafka, rolled up and served.</summary>
internal static class CentralCommand
{
    public static Command Create()
    {
        var config = CommonOptions.Config();
        var dataDir = new Option<string?>("--data-dir") { Description = "Where state is kept, instead of data_dir.", HelpName = "folder" };
        var listen = new ListenOption("central.listen", "127.0.0.1:9464");
        var duration = CommonOptions.For();
        var skip = new Option<string[]>("--skip")
        {
            Description = "A batch that cannot be read and holds its region: go on behind it, and count what it held as missing. The job's log says which; may be given again.",
            HelpName = "region/partition/offset",
        };
        var command = new CommandWithExamples(
            "central",
            "Run the central job: read the regions' compact topics from Kafka, serve metrics at /metrics.",
            ("aggregator central --config central.yaml", "all of central.regions"),
            ("aggregator central --config central.yaml --skip cn-hangzhou/0/4711", "go on behind a batch that cannot be read"))
        {
            config, dataDir, listen, duration, skip,
        };
        command.SetAction((parsed, stop) =>
        {
            var error = parsed.InvocationConfiguration.Error;
            var (loaded, found) = ConfigurationFile.Load(parsed.GetRequiredValue(config), ConfigurationPurpose.Central);
            CommonOptions.Report(found, error);
            var options = loaded ?? new AggregatorOptions();
            options = options with { DataDir = parsed.GetValue(dataDir) ?? options.DataDir };
            List<string> problems = [];
            if (listen.Read(parsed, problems) is { } address) options = options with { Central = options.Central with { Listen = address } };
            var skips = Skips(parsed.GetValue(skip) ?? [], loaded, problems);
            foreach (var problem in problems) error.WriteLine(problem);
            // On another thread: signals stop a command only once it has given this one back, and tables may take long to load.
            return loaded is null || problems.Count > 0
                ? Task.FromResult(ExitCode.Usage)
                : Task.Run(() => RunAsync(parsed, options, new CentralRequest(parsed.GetValue(duration), skips), stop), CancellationToken.None);
        });
        return command;
    }

    private static List<BatchAddress> Skips(string[] texts, AggregatorOptions? options, List<string> problems)
    {
        var skips = new List<BatchAddress>();
        foreach (var text in texts)
        {
            if (!BatchAddress.TryParse(text, out var address))
                problems.Add($"--skip: '{text}' names no batch; write REGION/PARTITION/OFFSET as the job's log has it, such as cn-hangzhou/0/4711");
            else if (options is not null && !options.Central.Regions.Any(region => string.Equals(region.Region, address.Region, StringComparison.Ordinal)))
                problems.Add($"--skip: '{text}' is of a region that central.regions does not have; write one of {string.Join(", ", options.Central.Regions.Select(region => region.Region))}");
            else
                skips.Add(address);
        }
        return skips;
    }

    private static async Task<int> RunAsync(ParseResult parsed, AggregatorOptions options, CentralRequest request, CancellationToken stop)
    {
        using var loggers = CommonOptions.CreateLoggers(parsed);
        try
        {
            var service = new CentralService(options, request, parsed.InvocationConfiguration.Output, loggers);
            return await service.RunAsync(stop) ? ExitCode.Done : ExitCode.Failed;
        }
        catch (DimensionException e)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync(e.Message);
            return ExitCode.Usage;
        }
    }
}
