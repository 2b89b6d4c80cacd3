using System.Text;
using Aggregator.Regional.Ingest.Generate;
using Aggregator.Regional.Options;
using Xunit;

namespace Aggregator.Tests.Regional.Generate;

public sealed class GeneratedMessagesTests
{
    private const long StartMs = 1_768_484_243_000;

    private static readonly GenerateOptions Options = new() { Rate = 100, Damaged = 0 };

    [Fact]
    public void Messages_hold_every_log_once_in_order_one_a_line()
    {
        var messages = Messages(logs: 1003, logsPerMessage: 10, new ShippingDelay(0, 0));
        var shipped = messages.InShippingOrder().ToList();
        var lines = shipped.SelectMany(message => Encoding.UTF8.GetString(messages.Write(message)).Split('\n')).ToList();

        Assert.Equal(101, shipped.Count);
        Assert.Equal(3, shipped[^1].Logs);
        Assert.Equal(Enumerable.Range(0, 1003).Select(n => Encoding.UTF8.GetString(Generator().Write(n))), lines, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void Every_message_is_shipped_once_in_the_order_of_its_arrival_and_as_late_as_asked(int logsPerMessage)
    {
        var shipped = Messages(logs: 2000, logsPerMessage, new ShippingDelay(2000, 3000)).InShippingOrder().ToList();
        var delays = shipped.ConvertAll(message => message.ShipMs - Generator().DueMs(Math.Min(2000, (message.Number + 1) * logsPerMessage) - 1));

        Assert.Equal(Enumerable.Range(0, shipped.Count).Select(n => (long)n), shipped.Select(message => message.Number).Order());
        Assert.Equal(shipped.Select(message => message.ShipMs).Order(), shipped.Select(message => message.ShipMs));
        Assert.All(delays, delay => Assert.InRange(delay, 2000, 3000));
        Assert.InRange(delays.Average(), 2450, 2550);
        Assert.NotEqual(shipped.Select(message => message.Number).Order(), shipped.Select(message => message.Number));
    }

    [Fact]
    public void Shipping_is_the_same_in_every_run() => Assert.Equal(
        Messages(500, 3, new ShippingDelay(0, 5000)).InShippingOrder(), Messages(500, 3, new ShippingDelay(0, 5000)).InShippingOrder());

    [Fact]
    public void Without_an_end_only_what_may_overtake_is_looked_ahead_at()
    {
        var messages = Messages(logs: 0, logsPerMessage: 2, new ShippingDelay(1000, 1500));

        Assert.Equal(Messages(2000, 2, new ShippingDelay(1000, 1500)).InShippingOrder().Take(500), messages.InShippingOrder().Take(500));
    }

    private static GeneratedMessages Messages(long logs, int logsPerMessage, ShippingDelay delay) => new(Generator(), logs, logsPerMessage, delay);

    private static LogGenerator Generator() => new(Options, "cn-hangzhou", StartMs);
}
