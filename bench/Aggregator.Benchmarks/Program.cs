using System.Globalization;
using Aggregator.Benchmarks.Combined;
using Aggregator.Benchmarks.CoreWork;
using Aggregator.Benchmarks.Filters;
using Aggregator.Benchmarks.Forms;
using Aggregator.Benchmarks.Fuzz;
using Aggregator.Benchmarks.Kafka;
using Aggregator.Benchmarks.MergeWork;
using Aggregator.Benchmarks.Peers;
using Aggregator.Benchmarks.Sent;
using Aggregator.Benchmarks.Stages;
using Aggregator.Benchmarks.Tables;
using Aggregator.Benchmarks.Tenants;
using Aggregator.Core.Dimensions.Database;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

// Needs a broker, so it is not among the benchmarks that run anywhere: bench/consumption.sh starts one.
if (args is ["consumption", var bootstrap])
{
    await Consumption.RunAsync(bootstrap, Console.Out);
    return 0;
}

// Counts lookups, so it is no matter of repeated measurements.
if (args is ["tenants"])
{
    TenantTraffic.Run(Console.Out);
    return 0;
}

// Writes bench/allocations.tsv, which the tests check.
if (args is ["allocations", var budget])
{
    AllocationBudget.Write(budget);
    return 0;
}

// The messages that a region sends: bench/bytes.sh compresses them.
if (args is ["sent", var rate, var workers, var seconds, var folder])
{
    int[] numbers = [.. new[] { rate, workers, seconds }.Select(text => int.Parse(text, CultureInfo.InvariantCulture))];
    SentBatches.Run(numbers[0], numbers[1], numbers[2], folder, Console.Out);
    return 0;
}

// Two parsers of the same logs, in turns: BenchmarkDotNet runs one after the other.
if (args is ["combined", var accessLog])
{
    CombinedTurns.Run(accessLog, Console.Out);
    return 0;
}

// What a rule costs, by the kind of its field, in turns as well.
if (args is ["filters"])
{
    FilterTurns.Run(Console.Out);
    return 0;
}

// Measures CPU seconds of a whole pass, beside other programs that do the same work.
if (args is ["core-work", .. var coreWork])
{
    CoreWorkArguments.Run(coreWork);
    return 0;
}

// Measures CPU seconds of whole passes, while label sets grow in number.
if (args is ["merge-work", .. var passes] && passes.Length <= 1)
{
    MergeWorkRun.Run(int.Parse(passes.FirstOrDefault("40"), CultureInfo.InvariantCulture), newPasses: 3, Console.Out);
    return 0;
}

// The data that core-work and other programs are compared on: bench/peers.
if (args is ["peer-data", var profile, var count, var output, var dimensions])
{
    PeerDataArguments.Run(profile, count, output, dimensions);
    return 0;
}

// The same logs in other forms, with damaged lines between them: core-work must give the same rows.
if (args is ["other-forms", var plain, var other])
{
    OtherFormsArguments.Run(plain, other, Console.Out);
    return 0;
}

// Compares the two parsers of a format: bench/fuzz.sh does so with every width of vectors.
if (args is ["fuzz", .. var fuzz]) return FuzzArguments.Run(fuzz);

// Needs a database with the table: bench/dimensions.sh fills one.
if (args is ["swap", var host, var port, var database, var user])
{
    var server = new DatabaseOptions
    {
        Host = host,
        Port = int.Parse(port, CultureInfo.InvariantCulture),
        Database = database,
        Username = user,
        Password = Environment.GetEnvironmentVariable("MYSQL_PWD"),
    };
    SwapPause.Run(server, Console.Out);
    return 0;
}

// In this process: a benchmark project of its own for each would have to find the repository's build settings.
var job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(3).WithIterationCount(10);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, DefaultConfig.Instance.AddJob(job));
return 0;
