using Aggregator.Commands;
using Aggregator.Tests.Configuration;
using Xunit;

namespace Aggregator.Tests.Commands;

public sealed class ValidateCommandTests : IDisposable
{
    private readonly ConfigurationFolder _folder = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public void Dispose()
    {
        _folder.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public async Task A_right_configuration_is_said_in_words()
    {
        _folder.Write("a.log", "x\n");
        _folder.Write("b.log", "yy\n");

        var code = await ValidateAsync(
            """
            region: cn-hangzhou
            sources:
              - { file: "*.log", region: cn-beijing }
              - { file: none.txt, format: combined, product: web, follow: false }
              - { generate: { rate: 2.5 } }
            filters:
              - { name: warmup, drop: { field: Domain, equals: "" } }
              - { name: ours, keep: { field: Product, in: [ecs, rds], exists: true } }
            dimensions: { clusters: { csv: clusters.csv } }
            """);

        Assert.Equal(ExitCode.Done, code);
        Assert.Empty(_error.ToString());
        Assert.Equal(
            $"""
            {_folder.ConfigurationPath} is valid.

            region    cn-hangzhou, worker 0
            data      {_folder.Folder}/aggregator-data
            sources   {_folder.Folder}/*.log (gateway-json, followed): 2 files, 0.0 MB, from region cn-beijing
                      {_folder.Folder}/none.txt (combined, read to the end): is not there yet, all of product web
                      generated logs, 2.5 a second, seed 1
            filters   warmup: drops logs whose Domain is empty
                      ours: keeps only logs whose Product is one of ecs, rds and is there
            tables    clusters from {_folder.Folder}/clusters.csv: 2 rows
                      no tenants: what they add is 'unknown'
                      no apis: what they add is 'unknown'
            windows   10s, 5s of disorder waited for, sent on every 5s
            measures  slow above 1s; limited: HTTP 429, error codes that begin with Throttling
            rejects   counted, not kept
            central   http://127.0.0.1:9464/metrics, published every 1s
                      at most 10000 products, 250000 APIs, 100000 error codes, 300000 tenants (label sets)

            """,
            _output.ToString());
    }

    [Fact]
    public async Task The_fields_of_a_source_are_said_in_words()
    {
        await ValidateAsync(
            """
            region: a
            sources:
              - stdin: true
                format: json
                api_segments: 3
                fields:
                  time: { from: [t, u], unit: ms }
                  latency: { from: rt, unit: s }
                  product: { value: web }
                  api: { from: op, request: uri, method: verb, value: none }
                  version: [v]
                  key_values: [args]
            """);

        Assert.Contains(
            """
            sources   standard input (json)
                        time from t or u in ms
                        latency from rt in s
                        product is web
                        api from op else by verb and 3 parts of the path in uri else none
                        version from v
                        key=value in args
            filters 
            """,
            _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Problems_are_on_the_error_output_and_exit_2()
    {
        Assert.Equal(ExitCode.Usage, await ValidateAsync("region: ''\nsources: []\n"));
        Assert.Empty(_output.ToString());
        Assert.Equal(
            $"""
            {_folder.ConfigurationPath}:1:9: region: is empty; write a value
            {_folder.ConfigurationPath}:2:10: sources: is empty; write at least one entry
            2 problems.

            """,
            _error.ToString());
    }

    [Fact]
    public async Task A_bad_row_of_any_table_is_found()
    {
        _folder.Write("tenants.csv", "uid,gc_level\n1,GC7\n2\n");
        _folder.Write("apis.csv", "product,api,version,priority\n\"ecs,x\n");

        var code = await ValidateAsync(
            "region: a\nsources: [{ stdin: true }]\ndimensions: { tenants: { csv: tenants.csv }, apis: { csv: apis.csv } }");

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains($"{_folder.PathOf("tenants.csv")}:3: the row has 1 fields, the header 2", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains($"{_folder.PathOf("apis.csv")}:2: a quote is not closed", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_happens_on_kafka_is_said_in_words_without_secrets()
    {
        _folder.Write("password", "open-sesame");

        var code = await ValidateAsync(
            """
            region: cn-hangzhou
            kafka:
              bootstrap: b1:9092,b2:9092
              sasl: { username: me, password_file: password }
              tls: {}
              properties: { socket.timeout.ms: 3000 }
            sources: [{ kafka: { topic: logs, start: earliest } }]
            compact: { create: {} }
            dead_letters: { topic: dead }
            central: { regions: [{ region: cn-shanghai, kafka: { bootstrap: "s:9092", topic: compact-s } }] }
            """);

        Assert.Empty(_error.ToString());
        Assert.Equal(ExitCode.Done, code);
        Assert.Equal(
            $"""
            {_folder.ConfigurationPath} is valid.

            region    cn-hangzhou, worker 0
            data      {_folder.Folder}/aggregator-data
            kafka     b1:9092,b2:9092 (TLS, SCRAM-SHA-512 as me, properties: socket.timeout.ms), group aggregator-cn-hangzhou
                      flushes to topic aggregator-compact (binary), every log exactly once
                      made when missing: partitions 1, replication 3, kept 3d
            sources   topic logs (gateway-json), begun at earliest
            filters   none: every log with a product and an API counts
            tables    no clusters: what they add is 'unknown'
                      no tenants: what they add is 'unknown'
                      no apis: what they add is 'unknown'
            windows   10s, 5s of disorder waited for, sent on every 5s
            measures  slow above 1s; limited: HTTP 429, error codes that begin with Throttling
            rejects   sent to topic dead
            central   http://127.0.0.1:9464/metrics, published every 1s
                      reads cn-shanghai from topic compact-s of s:9092 (plain text)
                      at most 10000 products, 250000 APIs, 100000 error codes, 300000 tenants (label sets)

            """,
            _output.ToString());
    }

    [Fact]
    public async Task A_file_for_the_central_job_alone_says_nothing_of_logs()
    {
        Assert.Equal(ExitCode.Done, await ValidateAsync("central: { regions: [{ region: a, kafka: { bootstrap: 'b:9092' } }] }"));
        Assert.DoesNotContain("sources", _output.ToString(), StringComparison.Ordinal);
        Assert.Contains("reads a from topic aggregator-compact of b:9092 (plain text)", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_warning_is_on_the_error_output_and_exits_0()
    {
        var code = await ValidateAsync(
            "region: a\nkafka: { bootstrap: 'b:9092', tls: {}, sasl: { username: u, password: p } }\nsources: [{ kafka: { topic: logs } }]");

        Assert.Equal(ExitCode.Done, code);
        Assert.Equal(
            $"warning: {_folder.ConfigurationPath}:2:71: kafka.sasl.password: is written in clear; write ${{KAFKA_PASSWORD}}, or password_file: PATH\n",
            _error.ToString());
    }

    [Fact]
    public async Task Brokers_that_cannot_be_reached_exit_1_when_asked_for()
    {
        // The reserved domain of RFC 6761: no resolver knows it.
        _folder.Write(
            ConfigurationFolder.FileName,
            "region: a\nkafka: { bootstrap: 'broker.invalid:9092' }\nsources: [{ kafka: { topic: logs } }]");

        var code = await AggregatorCommand.RunAsync(["validate", "--config", _folder.ConfigurationPath, "--connect"], _output, _error);

        Assert.Equal(ExitCode.Failed, code);
        Assert.StartsWith("kafka: The brokers at broker.invalid:9092 did not answer within 5 s (", _error.ToString(), StringComparison.Ordinal);
        Assert.Contains("is valid.", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_configuration_that_is_not_there_exits_2()
    {
        Assert.Equal(ExitCode.Usage, await AggregatorCommand.RunAsync(["validate", "-c", _folder.PathOf("none.yaml")], _output, _error));
        Assert.Equal($"{_folder.PathOf("none.yaml")}: does not exist; check the path\n", _error.ToString());
    }

    private Task<int> ValidateAsync(string yaml)
    {
        _folder.Write(ConfigurationFolder.FileName, yaml);
        return AggregatorCommand.RunAsync(["validate", "--config", _folder.ConfigurationPath], _output, _error);
    }
}
