using Aggregator.Configuration;
using Xunit;

namespace Aggregator.Tests.Configuration;

/// <summary>One test for each rule about clusters, security, properties and topics.</summary>
public sealed class KafkaRuleTests : IDisposable
{
    // Four lines; what follows is the cluster's.
    private const string Start = "region: a\nsources: [{ kafka: { topic: logs } }]\nkafka:\n  bootstrap: b:9092\n";

    private readonly ConfigurationFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("sources: [{ kafka: { topic: logs } }]", "sources have")]
    [InlineData("sources: [{ file: a.log }]\ncompact: { topic: compact }", "compact has")]
    [InlineData("sources: [{ file: a.log }]\ndead_letters: { topic: dead }", "dead_letters has")]
    public void A_topic_needs_brokers(string yaml, string what) => Expect(
        "region: a\n" + yaml, $"1:1: kafka: is missing: {what} a topic; write kafka: {{ bootstrap: HOST:PORT }}");

    [Theory]
    [InlineData("broker", "broker")]
    [InlineData("broker:0", "broker:0")]
    [InlineData("a:9092,,b:9092", "")]
    [InlineData("a:9092 b:9092", "a:9092 b:9092")]
    [InlineData("SASL_SSL://a:9092", "SASL_SSL://a:9092")]
    public void Brokers_are_hosts_and_ports(string bootstrap, string told) => Expect(
        $"region: a\nsources: [{{ kafka: {{ topic: logs }} }}]\nkafka: {{ bootstrap: '{bootstrap}' }}",
        $"3:21: kafka.bootstrap: '{told}' is not host:port; write brokers as host:port,host:port, such as broker-1:9092");

    [Fact]
    public void Brokers_may_have_spaces_between_and_ipv6() => _folder.Options(
        "region: a\nsources: [{ kafka: { topic: logs } }]\nkafka: { bootstrap: 'a:9092, [::1]:9093' }", ConfigurationPurpose.Regional);

    [Fact]
    public void A_cluster_without_brokers_is_one_problem() => Expect(
        "region: a\nsources: [{ kafka: { topic: logs } }]\nkafka: { group: g }", "3:8: kafka.bootstrap: is missing; write bootstrap: text");

    [Fact]
    public void A_topic_is_not_followed_and_holds_the_jobs_own_region() => Expect(
        "region: a\nsources: [{ kafka: { topic: logs }, follow: true, region: b }]\nkafka: { bootstrap: 'b:9092' }",
        "2:45: sources[0].follow: means nothing for kafka, only for file; remove it",
        "2:59: sources[0].region: a regional job's topics hold the logs of its own region; remove it, or run a job of that region");

    [Fact]
    public void No_topic_is_read_twice() => Expect(
        "region: a\nsources:\n  - kafka: { topic: logs }\n  - kafka: { topic: logs, start: earliest }\nkafka: { bootstrap: 'b:9092' }",
        "4:5: sources[1]: reads the same topic as sources[0], so that logs would count twice; remove one");

    [Theory]
    [InlineData("newest")]
    [InlineData("2026-13-01T00:00:00Z")]
    [InlineData("yesterday")]
    [InlineData("-5")]
    public void A_start_is_an_end_or_a_time(string start) => Expect(
        $"region: a\nsources: [{{ kafka: {{ topic: logs, start: '{start}' }} }}]\nkafka: {{ bootstrap: 'b:9092' }}",
        $"2:42: sources[0].kafka.start: '{start}' is no start; write latest, earliest, a time such as 2026-01-31T08:00:00Z, or seconds since 1970 such as 1769846400");

    [Theory]
    [InlineData("a/b", "'a/b' is no topic; Kafka's names have letters, digits, dots, - and _ only")]
    [InlineData("..", "'..' is no topic; write a name such as gateway-logs")]
    public void Topics_have_names_that_kafka_takes(string topic, string problem) => Expect(
        $"region: a\nsources: [{{ kafka: {{ topic: '{topic}' }} }}]\nkafka: {{ bootstrap: 'b:9092' }}\ncompact: {{ topic: {new string('x', 250)} }}\ndead_letters: {{ topic: 'é' }}",
        $"2:29: sources[0].kafka.topic: {problem}",
        "4:19: compact.topic: is longer than 249 characters; shorten it",
        "5:24: dead_letters.topic: 'é' is no topic; Kafka's names have letters, digits, dots, - and _ only");

    [Fact]
    public void What_is_written_is_not_read() => Expect(
        Start + "compact: { topic: logs }\ndead_letters: { topic: logs }",
        "5:19: compact.topic: 'logs' is read as a source too: everything written would be read again; choose another topic",
        "6:24: dead_letters.topic: 'logs' is read as a source too: everything written would be read again; choose another topic");

    [Fact]
    public void Dead_letters_are_no_batches() => Expect(
        Start + "dead_letters: { topic: aggregator-compact }",
        "5:24: dead_letters.topic: 'aggregator-compact' is the compact topic, which holds batches only; choose another");

    [Fact]
    public void Dead_letters_go_to_one_place() => Expect(
        Start + "dead_letters: { topic: dead, file: dead.jsonl }",
        "5:24: dead_letters.topic: there is dead_letters.file too; keep one of them");

    [Fact]
    public void Only_a_topic_of_dead_letters_is_made() => Expect(
        Start + "dead_letters: { create: {} }",
        "5:25: dead_letters.create: makes a topic, and there is no dead_letters.topic; name the topic, or remove create");

    [Fact]
    public void Regions_are_read_once_each() => Expect(
        "central:\n  regions:\n    - { region: a, kafka: { bootstrap: 'b:9092' } }\n    - { region: a, kafka: { bootstrap: 'b:9092' } }\n    - { region: other, kafka: { bootstrap: b, topic: '*' } }\n    - {}",
        "4:17: central.regions[1].region: 'a' is central.regions[0] too; give each region one entry",
        "4:27: central.regions[1].kafka.topic: 'aggregator-compact' of b:9092 is read by central.regions[0] already; name this region's own topic",
        "5:17: central.regions[2].region: 'other' is a word that the product itself writes; choose another name",
        "5:44: central.regions[2].kafka.bootstrap: 'b' is not host:port; write brokers as host:port,host:port, such as broker-1:9092",
        "5:54: central.regions[2].kafka.topic: '*' is no topic; Kafka's names have letters, digits, dots, - and _ only",
        "6:7: central.regions[3].region: is missing; write region: text",
        "6:7: central.regions[3].kafka: is missing; write kafka: …");

    [Fact]
    public void A_group_has_a_name() => Expect(Start + "  group: ' '", "5:10: kafka.group: is empty; write a name, or remove the line");

    [Fact]
    public void The_regional_listener_is_host_and_port() => Expect(
        Start + "http: { listen: 80 }", "5:17: http.listen: '80' is not host:port; write one such as 127.0.0.1:9464 or [::1]:9464");

    [Theory]
    [InlineData("enable.auto.commit", "would move positions outside the transactions that count logs; remove it")]
    [InlineData("auto.commit.enable", "would move positions outside the transactions that count logs; remove it")]
    [InlineData("enable.auto.offset.store", "would move positions outside the transactions that count logs; remove it")]
    [InlineData("isolation.level", "would count logs of aborted transactions; remove it")]
    [InlineData("enable.idempotence", "would send batches twice or out of order; remove it (compact.delivery chooses what holds)")]
    [InlineData("acks", "would send batches twice or out of order; remove it (compact.delivery chooses what holds)")]
    [InlineData("request.required.acks", "would send batches twice or out of order; remove it (compact.delivery chooses what holds)")]
    [InlineData("transactional.id", "is set by region and worker, which must outlive a restart; remove it")]
    [InlineData("group.instance.id", "is set by region and worker, which must outlive a restart; remove it")]
    [InlineData("group.id", "is set by kafka.group; write it there")]
    [InlineData("partition.assignment.strategy", "must be range, on which the sharing of partitions rests; remove it")]
    [InlineData("auto.offset.reset", "would skip logs silently where a position is lost; write start: of the source for the first start")]
    [InlineData("enable.partition.eof", "tells the job when a partition is at its end; remove it")]
    [InlineData("bootstrap.servers", "is set by bootstrap; write it there")]
    [InlineData("metadata.broker.list", "is set by bootstrap; write it there")]
    [InlineData("client.id", "is set by the job, which names each of its clients; remove it")]
    [InlineData("sasl.password", "is set by sasl: { username, password_file }; write it there")]
    [InlineData("ssl.key.password", "is set by tls.key_password_file; write it there")]
    public void What_counting_or_an_option_depends_on_is_no_property(string name, string problem)
    {
        Expect(Start + $"  properties: {{ {name}: x }}", $"5:{19 + name.Length}: kafka.properties.{name}: {problem}");
        Expect(Start + $"  consumer: {{ {name}: x }}", $"5:{17 + name.Length}: kafka.consumer.{name}: {problem}");
        Expect(Start + $"  producer: {{ {name}: x }}", $"5:{17 + name.Length}: kafka.producer.{name}: {problem}");
        Expect(
            $"central:\n  regions:\n    - region: a\n      kafka: {{ bootstrap: 'b:9092', properties: {{ {name}: x }} }}",
            $"4:{53 + name.Length}: central.regions[0].kafka.properties.{name}: {problem}");
    }

    [Fact]
    public void Security_is_told_once_by_options_or_by_properties()
    {
        Expect(
            Start + "  tls: {}\n  sasl: { username: u, password: '${EMPTY:-p}' }\n  properties: { security.protocol: plaintext, sasl.mechanisms: PLAIN }",
            "7:36: kafka.properties.security.protocol: follows from sasl and tls; remove it",
            "7:64: kafka.properties.sasl.mechanisms: is set by sasl.mechanism; write it there");
        _folder.Options(Start + "  properties: { security.protocol: ssl }", ConfigurationPurpose.Regional);
    }

    [Fact]
    public void Unknown_properties_and_values_are_told_by_librdkafka() => Expect(
        Start + "  properties:\n    soket.timeout.ms: 5\n    socket.timeout.ms: soon\n    queued.min.messages: 0",
        "6:23: kafka.properties.soket.timeout.ms: librdkafka refuses it: No such configuration property: \"soket.timeout.ms\"; its CONFIGURATION.md lists names and values",
        "7:24: kafka.properties.socket.timeout.ms: librdkafka refuses it: Invalid value for configuration property \"socket.timeout.ms\"; its CONFIGURATION.md lists names and values",
        "8:26: kafka.properties.queued.min.messages: librdkafka refuses it: Configuration property \"queued.min.messages\" value 0 is outside allowed range 1..10000000; its CONFIGURATION.md lists names and values");

    [Theory]
    [InlineData("producer: { message.timeout.ms: 20000 }", "`message.timeout.ms`")]
    [InlineData("producer: { transaction.timeout.ms: 5000 }", "`message.timeout.ms`")]
    [InlineData("consumer: { session.timeout.ms: 900000 }", "`max.poll.interval.ms`")]
    [InlineData("consumer: { fetch.max.bytes: 1000 }", "`fetch.max.bytes`")]
    public void Properties_that_do_not_go_together_are_told_by_librdkafka(string properties, string named)
    {
        var problem = Assert.Single(_folder.Problems(Start + "  " + properties, ConfigurationPurpose.Regional));

        Assert.StartsWith("4:3: kafka: librdkafka makes no client of this: ", problem, StringComparison.Ordinal);
        Assert.Contains(named, problem, StringComparison.Ordinal);
        Assert.EndsWith("; change the properties or files that it names", problem, StringComparison.Ordinal);
    }

    // The centre's consumer fetches less at once than the regional job's: what holds for one need not hold for the other.
    [Fact]
    public void Properties_of_a_region_are_checked_with_the_consumer_that_the_central_job_makes()
    {
        Assert.Empty(_folder.Problems(Region("{ receive.message.max.bytes: 8000000 }"), ConfigurationPurpose.Central));

        var problem = Assert.Single(_folder.Problems(Region("{ message.max.bytes: 8000000 }"), ConfigurationPurpose.Central));
        Assert.Contains("central.regions[0].kafka: librdkafka makes no client of this: ", problem, StringComparison.Ordinal);
        Assert.Contains("`fetch.max.bytes`", problem, StringComparison.Ordinal);

        static string Region(string properties) => $"central:\n  regions:\n    - {{ region: a, kafka: {{ bootstrap: 'b:9092', properties: {properties} }} }}\n";
    }

    // librdkafka takes 0 for no limit, and lets it pass.
    [Theory]
    [InlineData("message.timeout.ms")]
    [InlineData("delivery.timeout.ms")]
    public void A_message_does_not_wait_without_end(string name) => Expect(
        Start + $"  producer: {{ {name}: 0 }}",
        $"5:{17 + name.Length}: kafka.producer.{name}: 0 means without end, longer than any transaction; write at most transaction.timeout.ms (10000)");

    [Fact]
    public void A_mechanism_is_one_of_three() => Expect(
        Start + "  tls: {}\n  sasl: { mechanism: SCRAM-SHA512, username: u, password: '${EMPTY:-p}' }",
        "6:22: kafka.sasl.mechanism: 'SCRAM-SHA512' is not one of SCRAM-SHA-512, SCRAM-SHA-256, PLAIN; did you mean SCRAM-SHA-512?");

    [Fact]
    public void A_plain_password_is_encrypted() => Expect(
        Start + "  sasl: { mechanism: PLAIN, username: u, password: '${EMPTY:-p}' }",
        "5:22: kafka.sasl.mechanism: PLAIN without tls sends the password in clear; write tls: {} beside sasl, or SCRAM-SHA-512");

    [Fact]
    public void A_password_comes_from_one_place()
    {
        _folder.Write("password", "p");
        Expect(Start + "  tls: {}\n  sasl: { username: u }", "6:9: kafka.sasl: has no password; write password_file: PATH, or password: ${KAFKA_PASSWORD}");
        Expect(
            Start + "  tls: {}\n  sasl: { username: u, password: p, password_file: password }",
            "6:52: kafka.sasl.password_file: is a second password beside password; remove one");
        Expect(Start + "  tls: {}\n  sasl: { username: u, password: '' }", "6:34: kafka.sasl.password: is empty; write a password");
    }

    [Fact]
    public void A_file_of_a_secret_is_there_and_not_empty()
    {
        _folder.Write("empty", "\n");
        Expect(
            Start + "  tls: {}\n  sasl: { username: u, password_file: none }",
            $"6:39: kafka.sasl.password_file: {_folder.PathOf("none")}: there is no such file of a secret; create it or mend the path");
        Expect(
            Start + "  tls: {}\n  sasl: { username: u, password_file: empty }",
            $"6:39: kafka.sasl.password_file: {_folder.PathOf("empty")}: the file of a secret is empty; write the secret into it");
    }

    [Fact]
    public void Certificates_are_there_and_have_their_keys()
    {
        _folder.WriteCertificate("client.pem", "client.key");
        Expect(Start + "  tls: { ca_file: none.pem }", $"5:19: kafka.tls.ca_file: {_folder.PathOf("none.pem")}: there is no such file; create it or mend the path");
        Expect(Start + "  tls: { certificate_file: client.pem }", "5:8: kafka.tls.key_file: is missing beside certificate_file: a certificate needs its key; write both");
        Expect(
            Start + "  tls: { key_file: client.key, key_password_file: none }",
            "5:8: kafka.tls.certificate_file: is missing beside key_file: a certificate needs its key; write both",
            $"5:51: kafka.tls.key_password_file: {_folder.PathOf("none")}: there is no such file of a secret; create it or mend the path");
    }

    [Fact]
    public void A_certificate_that_does_not_load_is_told_by_librdkafka()
    {
        _folder.Write("ca.pem", "no certificate\n");

        var problem = Assert.Single(_folder.Problems(Start + "  tls: { ca_file: ca.pem }", ConfigurationPurpose.Regional));

        Assert.StartsWith("4:3: kafka: librdkafka makes no client of this: ", problem, StringComparison.Ordinal);
        Assert.Contains("ssl.ca.location", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_better_mended_is_a_warning()
    {
        _folder.Environment["PASSWORD"] = "p";
        Assert.Equal(
            [
                "5:9: kafka.sasl: without tls, who listens can try passwords at home, and read every log; write tls: {} beside sasl",
                "5:34: kafka.sasl.password: is written in clear; write ${KAFKA_PASSWORD}, or password_file: PATH",
            ],
            _folder.Warnings(Start + "  sasl: { username: u, password: p }", ConfigurationPurpose.Regional));
        Assert.Empty(_folder.Warnings(Start + "  tls: {}\n  sasl: { username: u, password: '${PASSWORD}' }", ConfigurationPurpose.Regional));
    }

    private void Expect(string yaml, params string[] problems) => Assert.Equal(problems, _folder.Problems(yaml, ConfigurationPurpose.Any));
}
