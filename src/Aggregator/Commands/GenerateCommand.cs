using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Aggregator.Commands.Kafka;
using Aggregator.Configuration.Rules;
using Aggregator.Regional.Options;

namespace Aggregator.Commands;

/// <summary><c>aggregator generate</c>: synthetic access logs of an API gateway, and the tables that go with them.</summary>
public sealed class GenerateCommand
{
    private static readonly GenerateOptions Defaults = new();

    // What the option's range allows; a larger number is refused, and must not make as many names.
    private const int MostProducts = 10_000;

    private readonly Option<long> _count = GenerateArguments.Number<long>(
        "--count", "Logs in all; without it, no end. 0 makes no logs: with --tables, only these; with --to kafka --create, only the topic.",
        nameof(GenerateOptions.Count), 0);
    private readonly Option<double> _rate = GenerateArguments.Number(
        "--rate", "Logs a second of event time.", nameof(GenerateOptions.Rate), Defaults.Rate);
    private readonly Option<long> _seed = GenerateArguments.Number(
        "--seed", "The same options, seed and start make the same bytes.", nameof(GenerateOptions.Seed), Defaults.Seed);
    private readonly Option<long?> _start = GenerateArguments.Time(
        "--start", "Event time of the first log: epoch seconds or ISO 8601. Default: now.");
    private readonly Option<int> _tenants = GenerateArguments.Number(
        "--tenants", "Tenants that call.", nameof(GenerateOptions.Tenants), Defaults.Tenants);
    private readonly Option<int> _products = GenerateArguments.Number(
        "--products", "Products that are called.", nameof(GenerateOptions.Products), Defaults.Products);
    private readonly Option<int> _apis = GenerateArguments.Number(
        "--apis", "APIs that are called, at least one of each product.", nameof(GenerateOptions.Apis), Defaults.Apis);
    private readonly Option<int> _nodes = GenerateArguments.Number(
        "--nodes", "Gateway nodes of each region.", nameof(GenerateOptions.Nodes), Defaults.Nodes);
    private readonly Option<string[]> _regions = GenerateArguments.Names(
        "--regions", "Regions that calls are about, separated by commas.", "cn-hangzhou");
    private readonly Option<string> _region = new("--region")
    {
        Description = "Region where all gateway nodes stand. Default: nodes stand in every one of --regions.",
        DefaultValueFactory = _ => "",
    };
    private readonly Option<TimeSpan?> _burstEvery = GenerateArguments.Duration(
        "--burst-every", "Time from one error burst to the next (3m); 0s means none.", Defaults.BurstEvery);
    private readonly Option<TimeSpan?> _burstFor = GenerateArguments.Duration(
        "--burst-for", "How long a burst of 5xx of one product lasts.", Defaults.BurstFor);
    private readonly Option<string?> _burstProduct = new("--burst-product")
    {
        Description = "The product that fails in every burst, such as ecs. Default: one of the five that are called most, another in each.",
        HelpName = "product",
    };
    private readonly Option<double> _burstShare = GenerateArguments.Number(
        "--burst-share", "Share of the product's answers that are 5xx in a burst.", nameof(GenerateOptions.BurstShare), Defaults.BurstShare);
    private readonly Option<double> _disorder = GenerateArguments.Number(
        "--disorder", "Share of logs that are up to 4 s late.", nameof(GenerateOptions.Disorder), Defaults.Disorder);
    private readonly Option<double> _damaged = GenerateArguments.Number(
        "--damaged", "Share of logs without an API or cut off.", nameof(GenerateOptions.Damaged), Defaults.Damaged);
    private readonly Option<string?> _output = new("--output") { Description = "File to write. Default: standard output." };
    private readonly Option<string?> _tables = new("--tables")
    {
        Description = "Folder to write clusters.csv, tenants.csv and apis.csv to. Alone, no logs are written.",
    };
    private readonly Option<bool> _allLevels = new("--all-levels")
    {
        Description = "Every tenant has a level in tenants.csv, not only about half of them.",
    };
    private readonly Option<bool> _live = new("--live")
    {
        Description = "Write each log when it is due, from now on, instead of all as fast as possible.",
    };

    private readonly GenerateToKafka _kafka = new();

    private GenerateCommand()
    {
        // No count is no end, which 0 would not say.
        _count.DefaultValueFactory = null;
        _count.Validators.Add(count =>
        {
            if (count.Implicit || !IsZero(count) || count.IsGiven(_tables) || _kafka.OnlyMakesTopic(count)) return;
            count.AddError("--count: 0 makes no logs; write how many, or leave it out for no end (0 goes with --tables, or with --to kafka --create).");
        });
        // By option: an error of the command's own would hide those of its options.
        _live.Validators.Add(live =>
        {
            if (!live.Implicit && live.IsGiven(_start)) live.AddError("--live: starts now; leave out --start.");
        });
        new Option[] { _burstProduct, _burstShare }.GoWith(_burstEvery, "--burst-every");
        _burstProduct.Validators.Add(product =>
        {
            if (product.Implicit || product.Tokens.Count == 0) return;
            if (BurstProblem.Of(product.Tokens[0].Value, Products(product)) is { } problem) product.AddError($"--burst-product: {problem}{(problem.EndsWith('?') ? "" : ".")}");
        });
        _output.Validators.Add(output =>
        {
            if (output is { Implicit: false, Tokens.Count: > 0 } && OutputFiles.Problems([], output.Tokens[0].Value) is [var problem]) output.AddError($"--output: {problem}.");
            if (output.Implicit || output.IsGiven(_count) || output.IsGiven(_live)) return;
            output.AddError("--output: the file would grow without end; say how many logs with --count, or --live.");
        });
        _kafka.To.Validators.Add(to =>
        {
            if (to.Implicit) return;
            if (to.IsGiven(_output)) to.AddError("--to: logs go to a topic or to a file; leave out one of --to and --output.");
            if (!to.IsGiven(_count) && !to.IsGiven(_live)) to.AddError("--to: the topic would grow without end; say how many logs with --count, or --live.");
        });
    }

    /// <summary>The command. A bad value is a parse error, all of them at once; exit code 1 when writing fails.</summary>
    public static Command Create() => new GenerateCommand().Build();

    private CommandWithExamples Build()
    {
        var command = new CommandWithExamples(
            "generate",
            "Write synthetic access logs of an API gateway, one JSON object a line, to a file or into a Kafka topic.",
            ("aggregator generate --count 1000000 --output gateway.jsonl --tables tables", "a million logs and their tables"),
            ("aggregator generate --live --rate 100 --burst-every 3m", "for ever, as they fall due, with error bursts"),
            ("aggregator generate --live --rate 100 --burst-every 10m --burst-for 2m --burst-product ecs --burst-share 1 >> gateway.jsonl", "a drill: after 8 minutes, everything of ecs fails for 2"),
            ("aggregator generate --to kafka --bootstrap 127.0.0.1:9092 --topic gateway-logs --create 6 --count 1000000 --batch 100", "a million logs into a topic, as fast as it takes them"),
            ("aggregator generate --to kafka --config kafka.yaml --live --rate 20000 --batch 50 --shipping 2s-3s", "steady traffic whose logs arrive 2 to 3 s late"))
        {
            _count, _rate, _seed, _start, _tenants, _products, _apis, _nodes, _regions, _region, _burstEvery, _burstFor,
            _burstProduct, _burstShare, _disorder, _damaged, _output, _tables, _allLevels, _live,
        };
        _kafka.AddTo(command);
        command.SetAction((parsed, stop) =>
        {
            if (parsed.GetValue(_kafka.To) is not null) return Task.Run(() => _kafka.RunAsync(parsed, Read(parsed), stop), CancellationToken.None);
            var run = new GenerateRun(Read(parsed), parsed.InvocationConfiguration.Error);
            return Task.Run(() => run.ToExitCodeAsync(stop), CancellationToken.None);
        });
        return command;
    }

    // As written: a value that cannot be read is a problem of its own.
    private int Products(SymbolResult given) =>
        given.GetResult(_products) is { Tokens: [var token] } && int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var products) && products > 0
            ? Math.Min(products, MostProducts)
            : Defaults.Products;

    private static bool IsZero(OptionResult count) =>
        count.Tokens.Count == 1 && double.TryParse(count.Tokens[0].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value == 0;

    private GenerateRequest Read(ParseResult parsed)
    {
        var options = new GenerateOptions
        {
            Count = parsed.GetValue(_count),
            Rate = parsed.GetValue(_rate),
            Seed = parsed.GetValue(_seed),
            Tenants = parsed.GetValue(_tenants),
            Products = parsed.GetValue(_products),
            Apis = parsed.GetValue(_apis),
            Nodes = parsed.GetValue(_nodes),
            Regions = parsed.GetValue(_regions)!,
            BurstEvery = parsed.GetValue(_burstEvery) ?? Defaults.BurstEvery,
            BurstFor = parsed.GetValue(_burstFor) ?? Defaults.BurstFor,
            BurstProduct = parsed.GetValue(_burstProduct),
            BurstShare = parsed.GetValue(_burstShare),
            Disorder = parsed.GetValue(_disorder),
            Damaged = parsed.GetValue(_damaged),
        };
        return new GenerateRequest(options, parsed.GetValue(_region)!, parsed.GetValue(_live))
        {
            StartMs = parsed.GetValue(_start) ?? TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(),
            Output = parsed.GetValue(_output),
            Tables = parsed.GetValue(_tables),
            AllLevels = parsed.GetValue(_allLevels),
            WithoutLogs = options.Count == 0
                && (parsed.CommandResult.IsGiven(_count) || (parsed.GetValue(_tables) is not null && !parsed.GetValue(_live) && parsed.GetValue(_output) is null)),
        };
    }
}
