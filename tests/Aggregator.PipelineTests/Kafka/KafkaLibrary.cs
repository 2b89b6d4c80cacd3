using System.Runtime.CompilerServices;
using Aggregator.Core.Transport.Kafka;
using Aggregator.Regional.Options;

namespace Aggregator.PipelineTests.Kafka;

/// <summary>Tests use the client directly too: its library must be found whichever of them comes first.</summary>
internal static class KafkaLibrary
{
    [ModuleInitializer]
    internal static void Find() => KafkaClients.ConfigOf(new RegionalKafkaOptions { Bootstrap = "localhost:9092" }, "tests");
}
