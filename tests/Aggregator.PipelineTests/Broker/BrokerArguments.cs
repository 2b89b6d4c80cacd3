using System.Globalization;

namespace Aggregator.PipelineTests.Broker;

/// <summary>The arguments of the broker's own process.</summary>
internal sealed record BrokerArguments(BrokerOptions Options, IReadOnlyList<(string Name, int Partitions)> Topics)
{
    public const string Help = """
        Usage: Aggregator.PipelineTests broker [OPTION]...

        Runs the test broker: a Kafka broker in memory, on 127.0.0.1, for tests and benchmarks only.
        Prints "broker HOST:PORT" when clients may connect. Ends at SIGTERM, at Ctrl-C and at the command exit.

          --port PORT               port (default: a free one)
          --topic NAME:PARTITIONS   makes a topic; may be given again and again
          --auto-create PARTITIONS  makes topics that are asked for
          --max-message BYTES       greatest record batch (default: 1048588)
          --retention BYTES         bytes that each partition keeps (default: all)
          --seed NUMBER             where random faults begin
          --help                    this text

        Commands, a line each, on standard input:
          stop                      refuses and resets connections
          start                     listens again, with all that was there
          drop                      resets all connections
          drop-answers SHARE        loses this share of all answers (0 to 1) and closes their connections
          delay MS                  lets every request wait; 0 ends it
          freeze, thaw              answers nothing; goes on
          topic NAME:PARTITIONS     makes a topic, or gives it more partitions
          trim NAME:PARTITION:OFFSET  forgets records before an offset
          exit                      ends
        """;

    /// <exception cref="FormatException">An argument is wrong; the message says which.</exception>
    public static BrokerArguments Parse(IReadOnlyList<string> arguments)
    {
        var options = new BrokerOptions();
        var topics = new List<(string, int)>();
        for (var i = 0; i < arguments.Count; i += 2)
        {
            if (i + 1 == arguments.Count) throw new FormatException($"{arguments[i]} is not known or lacks its value.");
            var value = arguments[i + 1];
            if (arguments[i] is "--topic") topics.Add(Topic(value));
            else options = With(options, arguments[i], value);
        }
        return new BrokerArguments(options, topics);
    }

    /// <summary>Reads <c>NAME:PARTITIONS</c>.</summary>
    public static (string Name, int Partitions) Topic(string text) =>
        text.Split(':') is [var name, var partitions] ? (name, Number(partitions)) : throw new FormatException($"{text} is not NAME:PARTITIONS.");

    public static int Number(string text) =>
        int.TryParse(text, CultureInfo.InvariantCulture, out var number) && number >= 0 ? number : throw new FormatException($"{text} is not a number.");

    private static BrokerOptions With(BrokerOptions options, string name, string value) => name switch
    {
        "--port" => options with { Port = Number(value) },
        "--auto-create" => options with { AutoCreatePartitions = Number(value) },
        "--max-message" => options with { Topics = options.Topics with { MaxMessageBytes = Number(value) } },
        "--retention" => options with { Topics = options.Topics with { MaxBytes = Number(value) } },
        "--seed" => options with { Seed = Number(value) },
        _ => throw new FormatException($"{name} is not an option. See --help."),
    };
}
