using Xunit;

namespace Aggregator.Tests.Deploy;

/// <summary>The way of records through <c>deploy/logs/fluent-bit/fluent-bit.yaml</c>, as its parts name each other.</summary>
public sealed class FluentBitTests
{
    private static readonly YamlValue Pipeline = DeployFiles.Yaml(DeployFiles.PathOf("logs/fluent-bit/fluent-bit.yaml"))[0]["pipeline"];

    [Fact]
    public void A_line_that_is_no_JSON_is_sent_as_it_came_for_as_JSON_it_would_be_a_log_without_a_product()
    {
        var input = Pipeline["inputs"].Items.Single();
        var first = Pipeline["filters"].Items[0];
        var rule = first["rule"].Text.Split(' ');
        var raw = Pipeline["outputs"].Items.Single(output => output["format"].Text is "raw");

        Assert.Equal(("rewrite_tag", input["tag"].Text), (first["name"].Text, first["match"].Text));
        // Key, pattern, new tag, and whether the original goes on as well.
        Assert.Equal([$"${input["key"].Text}", "^", raw["match"].Text, "false"], rule, StringComparer.Ordinal);
        Assert.Equal(input["key"].Text, raw["raw_log_key"].Text);
    }

    [Fact]
    public void Both_outputs_send_to_the_same_topic_and_neither_gives_up()
    {
        var outputs = Pipeline["outputs"].Items;

        Assert.Equal(2, outputs.Count);
        foreach (var option in (string[])["name", "brokers", "topics", "retry_limit", "rdkafka.compression.codec", "rdkafka.enable.idempotence"])
        {
            Assert.NotEmpty(outputs[0][option].Text);
            Assert.Equal(outputs[0][option].Text, outputs[1][option].Text);
        }
    }
}
