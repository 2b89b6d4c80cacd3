using Aggregator.PipelineTests.Broker;
using Aggregator.PipelineTests.Broker.Groups;
using Aggregator.PipelineTests.Support;
using Xunit;

namespace Aggregator.PipelineTests.Kafka.Regional;

/// <summary>A worker that is stopped at the moment in which it is given its partitions.</summary>
public sealed class StopWhileJoiningTests
{
    /// <remarks>Mutation that this test caught: the client is asked for its membership while it closes, which it has none of then; it ends the process by SIGSEGV.</remarks>
    [Fact]
    public async Task Partitions_that_come_while_it_closes_are_not_taken()
    {
        using var broker = TestBroker.Start();
        broker.CreateTopic("logs", 2);
        for (var round = 0; round < 5; round++)
        {
            var source = LogsOf.Broker(broker, TimeProvider.System, TimeSpan.FromSeconds(1));
            // Nobody has polled: the assignment waits in the client, and the first to hear of it is the close.
            await Eventually.Async(() => Task.FromResult(broker.Group(LogsOf.Group)), group => group is { Members.Count: 1, State: GroupState.Stable });
            await Task.Delay(100 * round, TestContext.Current.CancellationToken);
            source.DisposeInTime($"the source of round {round}");
        }
        await Eventually.Async(() => Task.FromResult(broker.Group(LogsOf.Group)), group => group.Members.Count == 0);
        Assert.Null(broker.Committed(LogsOf.Group, "logs", 0));
    }
}
