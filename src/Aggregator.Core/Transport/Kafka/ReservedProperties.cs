namespace Aggregator.Core.Transport.Kafka;

/// <summary>
/// librdkafka's properties that a configuration may not set: what counting every log once depends on, and what an option
/// sets. librdkafka's second names (<c>metadata.broker.list</c>) are the same property.
/// </summary>
public static class ReservedProperties
{
    private static readonly Dictionary<string, string> Reasons = Make();

    /// <summary>Why <paramref name="name"/> may not be set, and what to write instead; null when it may.</summary>
    public static string? WhyNot(string name) => Reasons.GetValueOrDefault(name);

    /// <summary>
    /// Why <paramref name="name"/> may not be set beside the options <c>sasl</c> and <c>tls</c>; null when it may. Without
    /// these, properties can ask for what they do not offer, such as Kerberos.
    /// </summary>
    public static string? WhyNotBeside(string name, SaslOptions? sasl, TlsOptions? tls) => name switch
    {
        "security.protocol" when sasl is not null || tls is not null => "follows from sasl and tls; remove it",
        "sasl.mechanism" or "sasl.mechanisms" when sasl is not null => "is set by sasl.mechanism; write it there",
        _ => null,
    };

    private static Dictionary<string, string> Make()
    {
        var reasons = new Dictionary<string, string>(StringComparer.Ordinal);
        Add("is set by bootstrap; write it there", "bootstrap.servers", "metadata.broker.list");
        Add("is set by the job, which names each of its clients; remove it", "client.id");
        Add("is set by kafka.group; write it there", "group.id");
        Add("is set by region and worker, which must outlive a restart; remove it", "group.instance.id", "transactional.id");
        Add(
            "would move positions outside the transactions that count logs; remove it",
            "enable.auto.commit", "auto.commit.enable", "auto.commit.interval.ms", "enable.auto.offset.store", "offset.store.method");
        Add("would skip logs silently where a position is lost; write start: of the source for the first start", "auto.offset.reset");
        Add("would count logs of aborted transactions; remove it", "isolation.level");
        Add("would send batches twice or out of order; remove it (compact.delivery chooses what holds)", "enable.idempotence", "acks", "request.required.acks", "enable.gapless.guarantee");
        Add("must be range, on which the sharing of partitions rests; remove it", "partition.assignment.strategy");
        Add("tells the job when a partition is at its end; remove it", "enable.partition.eof");
        Add("is set by sasl: { username, password_file }; write it there", "sasl.username", "sasl.password");
        Add("would believe any server; write tls.ca_file for an authority of your own", "ssl.endpoint.identification.algorithm", "enable.ssl.certificate.verification");
        Add("would hide what was delivered; remove it", "delivery.report.only.error");
        Add("is set by tls.ca_file; write it there", "ssl.ca.location");
        Add("is set by tls.certificate_file; write it there", "ssl.certificate.location");
        Add("is set by tls.key_file; write it there", "ssl.key.location");
        Add("is set by tls.key_password_file; write it there", "ssl.key.password");
        return reasons;

        void Add(string reason, params ReadOnlySpan<string> names)
        {
            foreach (var name in names) reasons.Add(name, reason);
        }
    }
}
