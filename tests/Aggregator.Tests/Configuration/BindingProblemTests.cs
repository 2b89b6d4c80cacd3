using Xunit;

namespace Aggregator.Tests.Configuration;

/// <summary>One test for each way in which a value or option can be wrong by itself.</summary>
public sealed class BindingProblemTests : IDisposable
{
    private readonly ConfigurationFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_unknown_option_names_the_one_that_was_meant() => Expect(
        "windws: { size: 10s }", "3:1: windws: unknown option; did you mean windows?");

    [Fact]
    public void An_option_written_with_dashes_is_recognised() => Expect(
        "windows: { max-groups: 5 }", "3:12: windows.max-groups: unknown option; did you mean max_groups?");

    [Fact]
    public void An_option_in_the_wrong_place_is_told_its_place() => Expect(
        "publish_interval: 1s", "3:1: publish_interval: unknown option; it belongs at central.publish_interval");

    [Fact]
    public void An_option_like_no_other_lists_what_there_is() => Expect(
        "dead_letters: { zebra: 1 }", "3:17: dead_letters.zebra: unknown option; write one of file, topic, create");

    [Fact]
    public void A_duplicate_key_names_the_first_line() => Expect(
        "region: other", "3:1: region: given twice, first in line 1; remove one");

    [Fact]
    public void A_key_that_is_no_text_asks_for_quotes() => Expect(
        "worker: {{ name }}", "3:10: worker: a key must be text, found key: value pairs; put a value with { or [ in quotes");

    [Fact]
    public void A_list_in_the_place_of_a_value() => Expect(
        "worker: [a, b]", "3:9: worker: expected one value such as text, found a list");

    [Fact]
    public void A_value_in_the_place_of_a_list() => Expect(
        "filters:\n  - { name: a, drop: { field: Domain, in: x } }",
        "4:43: filters[0].drop.in: expected a list, found 'x'; write [x]");

    [Fact]
    public void Options_in_the_place_of_a_list() => Expect(
        "filters: { name: a }", "3:10: filters: expected a list, found key: value pairs; write one entry a line, each after a dash");

    [Fact]
    public void A_value_in_the_place_of_options() => Expect(
        "windows: 10s", "3:10: windows: expected options such as size: …, found '10s'; write them indented below, or remove the line");

    [Fact]
    public void An_option_without_a_value() => Expect(
        "worker:", "3:8: worker: has no value; write one such as text, or remove the line");

    [Fact]
    public void Options_without_any() => Expect(
        "windows:\ncentral: { listen: '127.0.0.1:0' }",
        "3:9: windows: expected options such as size: …, found nothing; write them indented below, or remove the line");

    [Fact]
    public void A_whole_number_that_is_none() => Expect(
        "windows: { max_groups: 5e5 }", "3:24: windows.max_groups: '5e5' is not a whole number; write digits only, such as 500000");

    [Fact]
    public void A_whole_number_past_its_type() => Expect(
        "windows: { max_groups: 99999999999 }",
        "3:24: windows.max_groups: '99999999999' is out of range; write a number from -2147483648 to 2147483647");

    [Fact]
    public void A_whole_number_out_of_range() => Expect(
        "windows: { max_groups: 0 }", "3:24: windows.max_groups: 0 is out of range; write 1 to 100000000");

    [Fact]
    public void A_number_that_is_none() => Expect(
        "x-more: 1\nsources: [{ generate: { rate: NaN } }]",
        "3:31: sources[0].generate.rate: 'NaN' is not a number; write one such as 100 or 0.5", start: "region: a");

    [Fact]
    public void A_bool_that_is_none() => Expect(
        "central: { tenants_without_level: yes }", "3:35: central.tenants_without_level: 'yes' is not true or false; write one of these");

    [Fact]
    public void An_enum_that_is_none() => Expect(
        "  format: gateway_json",
        "3:11: sources[0].format: 'gateway_json' is not one of gateway-json, json, combined; did you mean gateway-json?",
        start: "region: a\nsources: [{ file: a.log,", end: "}]");

    [Theory]
    [InlineData("7 parsecs", "'7 parsecs' is not a duration; write a whole number and a unit: 500ms, 10s, 5m, 1h or 1d")]
    [InlineData("1.5s", "'1.5s' is not a duration; write a whole number and a unit: 500ms, 10s, 5m, 1h or 1d")]
    [InlineData("-5s", "'-5s' is not a duration; write a whole number and a unit: 500ms, 10s, 5m, 1h or 1d")]
    [InlineData("10", "'10' has no unit; write 10s for seconds (units: ms, s, m, h, d)")]
    [InlineData("99999999d", "'99999999d' is too long; the most is 36500d")]
    [InlineData("99999999999999999999s", "'99999999999999999999s' is too long; the most is 36500d")]
    [InlineData("2h", "2h is out of range; write 100ms to 5m")]
    public void A_duration_that_is_none(string text, string problem) => Expect(
        $"windows: {{ flush_interval: {text} }}", $"3:28: windows.flush_interval: {problem}");

    [Fact]
    public void A_value_in_the_place_of_entries() => Expect(
        "kafka: { bootstrap: 'b:1', properties: fast }",
        "3:40: kafka.properties: expected entries such as name: value, found 'fast'; write them indented below, or remove the line");

    [Fact]
    public void An_entry_without_a_value() => ExpectAll(
        "kafka:\n  bootstrap: b:1\n  properties:\n    linger.ms:\n    acks: [1]",
        "6:15: kafka.properties.linger.ms: has no value; write one such as text, or remove the line",
        "7:11: kafka.properties.acks: expected one value such as text, found a list");

    [Fact]
    public void An_entry_given_twice() => Expect(
        "kafka:\n  bootstrap: b:1\n  properties:\n    linger.ms: 1\n    linger.ms: 2",
        "7:5: kafka.properties.linger.ms: given twice, first in line 6; remove one");

    [Fact]
    public void A_required_option_that_is_missing() => Expect(
        "worker: a", "1:1: region: is missing; write region: text", start: "sources: [{ file: a.log }]\n");

    [Fact]
    public void A_required_option_that_is_misspelt_is_one_problem() => Expect(
        "regoin: a", "3:1: regoin: unknown option; did you mean region?", start: "sources: [{ file: a.log }]\n");

    [Fact]
    public void A_required_option_that_is_empty() => Expect(
        "region: ''", "3:9: region: is empty; write a value", start: "sources: [{ file: a.log }]\n");

    [Fact]
    public void A_required_list_that_is_empty() => Expect(
        "sources: []", "3:10: sources: is empty; write at least one entry", start: "region: a\n");

    [Fact]
    public void Every_line_is_told_as_the_file_has_it_even_without_a_last_newline() => Expect(
        "\n\n# a comment\nworker: [a]", "6:9: worker: expected one value such as text, found a list");

    private void Expect(string yaml, string problem, string start = "region: a\nsources: [{ file: a.log }]", string end = "") =>
        Assert.Equal([problem], _folder.Problems($"{start}\n{yaml}{end}"));

    private void ExpectAll(string yaml, params string[] problems) =>
        Assert.Equal(problems, _folder.Problems($"region: a\nsources: [{{ file: a.log }}]\n{yaml}"));
}
