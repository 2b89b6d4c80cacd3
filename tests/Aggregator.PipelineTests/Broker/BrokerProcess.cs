using System.Globalization;
using System.Runtime.InteropServices;
using Aggregator.PipelineTests.Broker.Faults;

namespace Aggregator.PipelineTests.Broker;

/// <summary>The broker as a process of its own, so that it outlives the workers that a test kills and takes no time of theirs.</summary>
internal static class BrokerProcess
{
    private const int WrongArguments = 2;

    /// <summary>Runs until SIGTERM, SIGINT or the command <c>exit</c>. The end of standard input does not end it.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments.Any(a => a is "--help" or "-h"))
        {
            Console.WriteLine(BrokerArguments.Help);
            return 0;
        }
        BrokerArguments parsed;
        try
        {
            parsed = BrokerArguments.Parse(arguments);
        }
        catch (FormatException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return WrongArguments;
        }
        await ServeAsync(parsed);
        return 0;
    }

    private static async Task ServeAsync(BrokerArguments arguments)
    {
        using var broker = TestBroker.Start(arguments.Options);
        foreach (var (name, partitions) in arguments.Topics) broker.CreateTopic(name, partitions);
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, EndInOrder);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, EndInOrder);
        Console.WriteLine($"broker {broker.Bootstrap}");
        // On a thread of its own: reading standard input cannot be cancelled, and must not keep the process.
        new Thread(() => Obey(broker, end)) { IsBackground = true }.Start();
        await end.Task;

        void EndInOrder(PosixSignalContext context)
        {
            context.Cancel = true;
            end.TrySetResult();
        }
    }

    private static void Obey(TestBroker broker, TaskCompletionSource end)
    {
        while (Console.ReadLine() is { } line)
        {
            try
            {
                Obey(broker, line.Split(' ', StringSplitOptions.RemoveEmptyEntries), end);
            }
            catch (Exception e) when (e is FormatException or ArgumentException)
            {
                Console.Error.WriteLine(e.Message);
            }
        }
    }

    private static void Obey(TestBroker broker, string[] command, TaskCompletionSource end)
    {
        switch (command)
        {
            case []: return;
            case ["stop"]: broker.Stop(); break;
            case ["start"]: broker.Start(); break;
            case ["drop"]: broker.DropConnections(); break;
            case ["drop-answers", var share]: Replace(broker, FaultEffect.DropAfter, probability: double.Parse(share, CultureInfo.InvariantCulture)); break;
            case ["delay", var delay]: Replace(broker, FaultEffect.Handle, delayMs: BrokerArguments.Number(delay)); break;
            case ["freeze"]: broker.Freeze(); break;
            case ["thaw"]: broker.Thaw(); break;
            case ["topic", var topic]: MakeTopic(broker, BrokerArguments.Topic(topic)); break;
            case ["trim", var place]: Trim(broker, place.Split(':')); break;
            case ["exit"]: end.TrySetResult(); break;
            default: throw new FormatException($"{string.Join(' ', command)} is not a command. See --help.");
        }
        // Whoever sent the command can wait for its effect.
        Console.WriteLine($"done {string.Join(' ', command)}");
    }

    // One random fault and one delay at a time, each replaced by the next command.
    private static void Replace(TestBroker broker, FaultEffect effect, double probability = 1, int delayMs = 0)
    {
        foreach (var former in broker.Faults.Find(effect)) broker.Faults.Remove(former);
        if (probability > 0 && (effect != FaultEffect.Handle || delayMs > 0))
        {
            broker.Faults.Add(new Fault { Effect = effect, Probability = probability, Delay = TimeSpan.FromMilliseconds(delayMs) });
        }
    }

    private static void MakeTopic(TestBroker broker, (string Name, int Partitions) topic)
    {
        if (broker.HasTopic(topic.Name)) broker.AddPartitions(topic.Name, topic.Partitions);
        else broker.CreateTopic(topic.Name, topic.Partitions);
    }

    private static void Trim(TestBroker broker, string[] place)
    {
        if (place is not [var topic, var partition, var offset]) throw new FormatException("trim needs NAME:PARTITION:OFFSET.");
        broker.Trim(topic, BrokerArguments.Number(partition), BrokerArguments.Number(offset));
    }
}
