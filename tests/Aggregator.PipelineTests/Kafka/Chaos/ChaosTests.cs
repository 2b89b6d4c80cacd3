using System.Globalization;
using Aggregator.PipelineTests.Broker;
using Aggregator.PipelineTests.Restart;
using Xunit;

namespace Aggregator.PipelineTests.Kafka.Chaos;

/// <summary>
/// Both tiers as processes, while everything that can fail does: SIGKILL at random moments and inside transactions, frozen
/// workers, broker stops, dropped connections, errors, delays, and the rebalances that all of it brings.
/// </summary>
public sealed class ChaosTests(ITestOutputHelper output)
{
    private const int Partitions = 6;
    private static readonly TimeSpan SettleTime = TimeSpan.FromSeconds(120);

    /// <summary>A longer run sets how often processes are killed: eng/chaos.sh.</summary>
    private static int Kills => Number("AGGREGATOR_CHAOS_KILLS", 10);

    private static int Seed => Number("AGGREGATOR_CHAOS_SEED", 1);

    [Fact]
    public async Task Every_log_counts_once_and_no_counter_goes_back_whatever_fails()
    {
        using var broker = TestBroker.Start(new BrokerOptions { Seed = Seed });
        broker.CreateTopic("logs", Partitions);
        broker.CreateTopic("compact", 2);
        using var traffic = new TopicTraffic(broker.Bootstrap, "logs", Partitions, GatewayTraffic.Options, Seed);
        using var region = new RegionOnKafka(broker.Bootstrap, "logs", "compact", traffic);
        await using var run = new ChaosRun(broker, region, Seed);
        using var ended = new CancellationTokenSource();

        run.Start();
        var sending = traffic.RunAsync(ended.Token);
        run.AddFaults();
        while (run.Kills < Kills) await run.DoSomethingAsync();
        await run.SettleAsync();
        await ended.CancelAsync();
        await sending;

        var differences = await region.ExactAsync(await run.Centre.AddressAsync(), traffic.Truth, SettleTime);
        run.RequireRunning();
        output.WriteLine($"seed {Seed}: {run.Summary}; {traffic.Truth.Logs} logs; {region.Watch.Scrapes} scrapes of {region.Watch.Counters} counters");
        Assert.True(differences.Count == 0, $"Seed {Seed}, {run.Summary}\n{string.Join('\n', differences.Take(20))}\n{run.Output}");
        Assert.True(region.Watch.WentBack.Count == 0, $"Seed {Seed}\n{string.Join('\n', region.Watch.WentBack.Take(20))}");
    }

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
