using System.Runtime.CompilerServices;
using Aggregator.Core.Transport.Kafka;

namespace Aggregator.Tests.Core.Transport.Kafka;

/// <summary>The client's types ask the library for words: it must be found whichever test comes first.</summary>
internal static class KafkaLibrary
{
    [ModuleInitializer]
    internal static void Find() => NativeLibrary.Use();
}
