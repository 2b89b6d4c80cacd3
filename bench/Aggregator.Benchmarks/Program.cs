using System.Globalization;
using Aggregator.Benchmarks.Combined;
using Aggregator.Benchmarks.CoreWork;
using Aggregator.Benchmarks.Kafka;
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
    return;
}

// Counts lookups, so it is no matter of repeated measurements.
if (args is ["tenants"])
{
    TenantTraffic.Run(Console.Out);
    return;
}

// Two parsers of the same logs, in turns: BenchmarkDotNet runs one after the other.
if (args is ["combined", var accessLog])
{
    CombinedTurns.Run(accessLog, Console.Out);
    return;
}

// Measures CPU seconds of a whole pass, beside other programs that do the same work.
if (args is ["core-work", .. var coreWork])
{
    CoreWorkArguments.Run(coreWork);
    return;
}

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
    return;
}

// In this process: a benchmark project of its own for each would have to find the repository's build settings.
var job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(3).WithIterationCount(10);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, DefaultConfig.Instance.AddJob(job));
