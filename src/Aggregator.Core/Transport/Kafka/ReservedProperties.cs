namespace Aggregator.Core.Transport.Kafka;

/// <summary>librdkafka's properties that a configuration may not set, because counting every log once, or an option, depends on them.</summary>
public static class ReservedProperties
{
    private static readonly Dictionary<string, string> Reasons = Make();

    /// <summary>Why <paramref name="name"/> may not be set and what to write instead; null when it may.</summary>
    public static string? WhyNot(string name) => Reasons.GetValueOrDefault(name);

    private static Dictionary<string, string> Make()
    {
        var reasons = new Dictionary<string, string>(StringComparer.Ordinal);
        Add("is the option bootstrap; write it there", "bootstrap.servers", "metadata.broker.list");
        return reasons;

        void Add(string reason, params string[] names)
        {
            foreach (var name in names) reasons.Add(name, reason);
        }
    }
}
