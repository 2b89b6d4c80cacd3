using Xunit;

namespace Aggregator.Tests.Configuration;

/// <summary>One test for each rule about more than one value, or about the world outside the file.</summary>
public sealed class RuleProblemTests : IDisposable
{
    private const string Start = "region: a\n";
    private const string StartWithSource = "region: a\nsources: [{ file: a.log }]\n";

    private readonly ConfigurationFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("unknown", "'unknown' is a word that the product itself writes; choose another name")]
    [InlineData("__overflow__", "'__overflow__' is a word that the product itself writes; choose another name")]
    [InlineData("cn/hangzhou", "'cn/hangzhou' holds a slash or a control character; use letters, digits, - and _")]
    [InlineData("' a'", "' a' begins or ends with white space; remove it")]
    [InlineData("..", "'..' is no name; write one such as cn-hangzhou")]
    public void A_region_must_be_a_label(string region, string problem) => Expect(
        $"region: {region}\nsources: [{{ file: a.log }}]", $"1:9: region: {problem}");

    [Fact]
    public void A_region_must_be_short() => Expect(
        $"region: {new string('é', 101)}\nsources: [{{ file: a.log }}]", "1:9: region: is longer than 200 bytes; shorten it");

    [Fact]
    public void A_sources_region_must_be_a_label() => Expect(
        Start + "sources: [{ file: a.log, region: other }]",
        "2:34: sources[0].region: 'other' is a word that the product itself writes; choose another name");

    [Fact]
    public void A_source_needs_a_place() => Expect(
        Start + "sources: [{ follow: true }]",
        "2:11: sources[0]: says not where logs come from; write file: PATH, kafka: { topic: NAME }, stdin: true or generate: {}");

    [Fact]
    public void A_source_has_one_place() => Expect(
        Start + "sources: [{ file: a.log, stdin: true }]",
        "2:11: sources[0]: has file and stdin; keep one, and make the other a source of its own");

    [Fact]
    public void A_source_whose_place_does_not_bind_is_one_problem() => Expect(
        Start + "sources: [{ stdin: maybe }, { file: [a] }, 7]",
        "2:20: sources[0].stdin: 'maybe' is not true or false; write one of these",
        "2:37: sources[1].file: expected one value such as text, found a list",
        "2:44: sources[2]: expected options such as file: …, found '7'; write them indented below, or remove the line");

    [Fact]
    public void Follow_is_for_files() => Expect(
        Start + "sources: [{ stdin: true, follow: true }]", "2:34: sources[0].follow: means nothing for stdin, only for file; remove it");

    [Fact]
    public void Combined_needs_a_product() => Expect(
        Start + "sources: [{ file: a.log, format: combined }]",
        "2:11: sources[0].product: is missing: lines of format combined name no product; write product: NAME");

    [Fact]
    public void Generated_logs_are_not_combined() => Expect(
        Start + "sources: [{ generate: {}, format: combined, product: web }]",
        "2:35: sources[0].format: must be gateway-json for generate; remove the line");

    [Fact]
    public void Options_of_combined_are_for_combined() => Expect(
        Start + "sources: [{ file: a.log, product: web, latency: ms }]",
        "2:35: sources[0].product: means nothing for format gateway-json, only for combined; remove it, or write format: combined",
        "2:49: sources[0].latency: means nothing for format gateway-json, only for combined; remove it, or write format: combined");

    [Theory]
    [InlineData("{ file: a.log }", "{ file: ./a.log }", "reads the same files")]
    [InlineData("{ file: '*.log' }", "{ file: a.log }", "reads the same files")]
    [InlineData("{ stdin: true }", "{ stdin: true }", "reads standard input")]
    [InlineData("{ generate: {} }", "{ generate: { rate: 5 } }", "generates the same seed in the same region")]
    [InlineData("{ generate: {} }", "{ generate: {}, region: a }", "generates the same seed in the same region")]
    public void No_source_is_read_twice(string first, string second, string why) => Expect(
        Start + $"sources:\n  - {first}\n  - {second}",
        $"4:5: sources[1]: {why} as sources[0], so that logs would count twice; remove one");

    [Fact]
    public void A_burst_of_a_product_needs_bursts_and_the_product() => Expect(
        Start + "sources:\n  - generate: { burst_product: ecs }\n  - generate: { seed: 2, burst_every: 3m, burst_product: esc }",
        "3:32: sources[0].generate.burst_product: there are no bursts; say how often with burst_every",
        "4:58: sources[1].generate.burst_product: 'esc' is none of the generator's products; did you mean ecs?");

    [Fact]
    public void Generators_of_two_regions_are_two_sources() => _folder.Options(
        Start + "sources: [{ generate: {} }, { generate: {}, region: b }, { generate: { seed: 2 } }]");

    [Fact]
    public void A_wildcard_is_only_in_the_last_part() => Expect(
        Start + "sources: [{ file: /var/*/a.log }]",
        "2:19: sources[0].file: '/var/*/a.log' has a wildcard in a folder; only the last part may hold * or ?");

    [Fact]
    public void A_file_is_no_directory() => Expect(
        Start + "sources: [{ file: . }]",
        $"2:19: sources[0].file: '{_folder.Folder}' is a directory; write {_folder.Folder}/* for the files in it");

    [Fact]
    public void A_file_is_not_empty() => Expect(
        Start + "sources: [{ file: '' }]", "2:19: sources[0].file: is empty or no path; write one");

    [Fact]
    public void A_filter_has_one_of_drop_and_keep() => Expect(
        StartWithSource + "filters:\n  - { name: a }\n  - { name: b, drop: { field: x, exists: true }, keep: { field: x, exists: true } }",
        "4:5: filters[0]: does nothing; write drop: or keep: with a condition",
        "5:5: filters[1]: has drop and keep; make two filters of them");

    [Fact]
    public void A_condition_has_a_test() => Expect(
        StartWithSource + "filters: [{ name: a, drop: { field: Domain } }]",
        "3:28: filters[0].drop: tests nothing; write one of in, not_in, equals, prefix, regex, exists beside field");

    [Fact]
    public void A_condition_has_a_field() => Expect(
        StartWithSource + "filters: [{ name: a, drop: { equals: x } }]", "3:28: filters[0].drop.field: is missing; write field: text");

    [Fact]
    public void A_list_of_values_is_not_empty() => Expect(
        StartWithSource + "filters: [{ name: a, drop: { field: x, in: [] } }, { name: b, keep: { field: x, not_in: [] } }]",
        "3:44: filters[0].drop.in: is an empty list; write at least one value",
        "3:89: filters[1].keep.not_in: is an empty list; write at least one value");

    [Fact]
    public void A_prefix_is_not_empty() => Expect(
        StartWithSource + "filters: [{ name: a, drop: { field: x, prefix: '' } }]",
        "3:48: filters[0].drop.prefix: is empty, which every value begins with; write the beginning, or remove the line");

    [Fact]
    public void A_regex_compiles() => Expect(
        StartWithSource + "filters:\n  - name: a\n    drop: { field: x, regex: 'a(b' }\n  - name: b\n    drop: { field: x, regex: '(?=x)' }",
        "5:30: filters[0].drop.regex: does not compile at character 4: InsufficientClosingParentheses; write a .NET regular expression",
        "7:30: filters[1].drop.regex: uses a lookaround, backreference or atomic group, which filters do not support; write it without");

    [Fact]
    public void Filters_have_names_of_their_own() => Expect(
        StartWithSource + "filters:\n  - { name: a, drop: { field: x, exists: true } }\n  - { name: a, drop: { field: y, exists: true } }\n  - { name: required, drop: { field: z, exists: true } }",
        "5:13: filters[1].name: 'a' is the name of filters[0] too; give each filter its own",
        "6:13: filters[2].name: 'required' is the built-in filter's name; choose another");

    [Theory]
    [InlineData("7s", "7s")]
    [InlineData("1500ms", "1500ms")]
    [InlineData("40s", "40s")]
    public void A_window_divides_a_minute_into_whole_seconds(string size, string told) => Expect(
        StartWithSource + $"windows: {{ size: {size} }}",
        $"3:18: windows.size: {told} does not divide a minute into whole seconds; write one of 1s, 2s, 3s, 4s, 5s, 6s, 10s, 12s, 15s, 20s, 30s, 60s");

    [Fact]
    public void A_window_is_not_longer_than_a_minute() => Expect(
        StartWithSource + "windows: { size: 120s }", "3:18: windows.size: 2m is out of range; write 1s to 1m");

    [Fact]
    public void A_region_can_be_current_at_all() => Expect(
        StartWithSource + "windows: { flush_interval: 30s, out_of_orderness: 30s }",
        "1:1: central.current_within: 1m is not above windows.flush_interval + windows.out_of_orderness (1m): no region would ever be current; write more, or shorten these");

    [Fact]
    public void Ages_of_the_centre_keep_their_order() => Expect(
        StartWithSource + "central:\n  current_within: 10m\n  counter_max_age: 5m\n  series_expiry: 2h\n  counter_expiry: 1h",
        "5:20: central.counter_max_age: 5m is less than central.current_within (10m); write at least that",
        "7:19: central.counter_expiry: 1h is less than central.series_expiry (2h); write at least that");

    [Theory]
    [InlineData("9464")]
    [InlineData(":9464")]
    [InlineData("localhost")]
    [InlineData("localhost:99999")]
    [InlineData("::1:9464")]
    [InlineData("http://localhost:80")]
    public void The_listener_is_host_and_port(string listen) => Expect(
        StartWithSource + $"central: {{ listen: '{listen}' }}",
        $"3:20: central.listen: '{listen}' is not host:port; write one such as 127.0.0.1:9464 or [::1]:9464");

    [Theory]
    [InlineData("127.0.0.1:0")]
    [InlineData("[::1]:9464")]
    [InlineData("metrics.example.org:80")]
    public void A_listener_is_an_address_or_a_name(string listen) =>
        Assert.Equal(listen, _folder.Options(StartWithSource + $"central: {{ listen: '{listen}' }}").Central.Listen);

    [Fact]
    public void Gauges_are_known_ones_once() => Expect(
        StartWithSource + "central:\n  metrics:\n    tenant: [api_req_limiting_rte]\n    error_code: [error_code, error_code]",
        "5:14: central.metrics.tenant[0]: 'api_req_limiting_rte' is no gauge of this namespace, did you mean api_req_limiting_rate?; write some of api_req_limiting_rate, http_req, limited_req",
        "6:30: central.metrics.error_code[1]: 'error_code' is listed twice; remove one");

    [Fact]
    public void Budgets_are_at_least_one() => Expect(
        StartWithSource + "central: { budgets: { tenant: 0 } }", "3:31: central.budgets.tenant: 0 is out of range; write 1 to 100000000");

    [Fact]
    public void Limited_codes_are_http_codes_and_prefixes_are_not_empty() => Expect(
        StartWithSource + "measures: { limited: { http_codes: [429, 1000, x], error_code_prefixes: [''] } }",
        "3:42: measures.limited.http_codes[1]: 1000 is no HTTP code; write 1 to 999",
        "3:48: measures.limited.http_codes[2]: 'x' is not a whole number; write digits only, such as 500000",
        "3:74: measures.limited.error_code_prefixes[0]: is empty, which every error code begins with; write the beginning, or remove it");

    [Fact]
    public void A_table_is_there() => Expect(
        StartWithSource + "dimensions:\n  clusters: { csv: none.csv }\n  tenants: {}\n  apis: { csv: . }",
        $"4:20: dimensions.clusters.csv: {_folder.PathOf("none.csv")}: there is no such file; create it or mend the path",
        "5:12: dimensions.tenants: says not where the table is; write csv: FILE, or mysql: {} for the database, or remove the table",
        $"6:16: dimensions.apis.csv: {_folder.Folder}: is a directory; name a CSV file");

    [Fact]
    public void A_table_has_its_columns() => Expect(
        StartWithSource + "dimensions:\n  clusters: { csv: tenants.csv }",
        $"4:20: dimensions.clusters.csv: {_folder.PathOf("tenants.csv")}:1: there is no column 'local_ip' (found: uid,gc_level); the header must name local_ip,app_group,region_id");

    [Fact]
    public void Dead_letters_are_not_read_again() => Expect(
        "region: a\nsources: [{ file: '*.jsonl' }]\ndead_letters: { file: dead.jsonl }",
        $"3:23: dead_letters.file: '{_folder.PathOf("dead.jsonl")}' is read as a source too ({_folder.PathOf("*.jsonl")}): every dead letter would make another; choose another file");

    [Fact]
    public void The_data_folder_is_no_file() => Expect(
        StartWithSource + "data_dir: tenants.csv",
        $"3:11: data_dir: '{_folder.PathOf("tenants.csv")}' is a file; name a folder, which need not exist");

    private void Expect(string yaml, params string[] problems) => Assert.Equal(problems, _folder.Problems(yaml));
}
