using Aggregator.Regional.Options;
using Xunit;

namespace Aggregator.Tests.Configuration;

/// <summary>How <c>fields:</c> may be written, and what is told of one that cannot be meant.</summary>
public sealed class FieldProblemTests : IDisposable
{
    private readonly ConfigurationFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_path_or_a_list_of_paths_stands_for_a_role()
    {
        var fields = _folder.Options(
            """
            region: a
            sources:
              - file: a.log
                format: json
                fields:
                  time: { from: [t, u], unit: ns }
                  latency: { from: rt, unit: s }
                  product: { value: web }
                  api: { request: path, method: [m, n] }
                  version: v
                  caller_uid: [user.id, user.name]
                  key_values: [args]
            """).Sources[0].Fields!;

        Assert.Equal(["t", "u"], fields.Time!.From);
        Assert.Equal(["rt"], fields.Latency!.From);
        Assert.Equal((EventTimeUnit.Ns, DurationUnit.S), (fields.Time.Unit, fields.Latency.Unit));
        Assert.Empty(fields.Product!.From);
        Assert.Equal("web", fields.Product.Value);
        Assert.Equal(["path"], fields.Api!.Request);
        Assert.Equal(["m", "n"], fields.Api.Method);
        Assert.Equal(["v"], fields.Version!.From);
        Assert.Equal(["user.id", "user.name"], fields.CallerUid!.From);
        Assert.Equal(["args"], fields.KeyValues!);
        Assert.Null(fields.ErrorCode);
    }

    [Fact]
    public void Every_problem_is_told_at_once_with_its_remedy() => Expect(
        """
        time: a..b
        latency: { from: rt, unit: h }
        produkt: p
        product: {}
        api: { method: m }
        version: { value: "" }
        caller_uid: [u, u]
        key_values: [args, args.x, ""]
        """,
        "6:13: sources[0].fields.time.from: 'a..b' has an empty part; write names with one dot between two, and \\. for a dot in a name",
        "7:34: sources[0].fields.latency.unit: 'h' is not one of s, ms, us, ns; did you mean s?",
        "8:7: sources[0].fields.produkt: unknown option; did you mean product?",
        "9:16: sources[0].fields.product: names no field; write from: FIELD or value: TEXT, or remove the line",
        "10:22: sources[0].fields.api.method: belongs to a request, and there is none; write request: FIELD, or remove it",
        "11:25: sources[0].fields.version.value: is empty; write a value, or remove the line",
        "12:23: sources[0].fields.caller_uid.from[1]: 'u' is there already; remove one of them",
        "13:26: sources[0].fields.key_values[1]: 'args.x' lies in args, which has keys and no fields; keep one of them",
        "13:34: sources[0].fields.key_values[2]: is empty; write a field's name");

    [Fact]
    public void Json_needs_what_every_log_needs() => Expect(
        "version: v\napi: { request: r }",
        "6:7: sources[0].fields: says not where a log has its time, product; write time: FIELD, product: FIELD");

    [Theory]
    [InlineData("file: a.log, format: combined, product: p", "means nothing for format combined, whose parts have names of their own; remove it")]
    [InlineData("generate: {}", "means nothing for generate, whose logs are gateway-json; remove it")]
    public void A_map_is_for_JSON_that_is_read(string source, string problem)
    {
        var told = Assert.Single(_folder.Problems($"region: a\nsources:\n  - {{ {source}, fields: {{ product: p }} }}\n"));
        Assert.EndsWith($"sources[0].fields: {problem}", told, StringComparison.Ordinal);
    }

    [Fact]
    public void Segments_belong_to_a_request()
    {
        Assert.Empty(_folder.Problems("region: a\nsources: [{ file: a.log, api_segments: 3, fields: { api: { request: r } } }]\n"));
        Assert.Equal(
            ["2:40: sources[0].api_segments: means something for format combined and where fields.api.request is given; remove it"],
            _folder.Problems("region: a\nsources: [{ file: a.log, api_segments: 3 }]\n"));
    }

    [Theory]
    [InlineData("a..b", "has an empty part; write names with one dot between two, and \\. for a dot in a name")]
    [InlineData("Product\\", "ends in a backslash, which belongs before a dot in a name; remove it")]
    public void A_filter_names_a_path(string path, string problem) => Assert.Equal(
        [$"3:37: filters[0].drop.field: '{path}' {problem}"],
        _folder.Problems($"region: a\nsources: [{{ file: a.log }}]\nfilters: [{{ name: f, drop: {{ field: {path}, exists: true }} }}]\n"));

    private void Expect(string fields, params string[] problems) => Assert.Equal(
        problems, _folder.Problems($"region: a\nsources:\n  - file: a.log\n    format: json\n    fields:\n      {fields.ReplaceLineEndings("\n      ")}\n"));
}
