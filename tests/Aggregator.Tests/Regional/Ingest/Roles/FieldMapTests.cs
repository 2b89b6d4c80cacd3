using System.Text;
using Aggregator.Regional.Ingest;
using Aggregator.Regional.Ingest.Json;
using Aggregator.Regional.Options;
using Xunit;

namespace Aggregator.Tests.Regional.Ingest.Roles;

/// <summary>What <c>fields:</c> makes of a log, by both parsers.</summary>
public sealed class FieldMapTests
{
    private static readonly LabelFieldOptions Host = Label("host");

    [Fact]
    public void A_role_is_the_field_that_the_map_names()
    {
        var log = Read(
            new FieldMapOptions
            {
                Time = new TimeFieldOptions { From = ["t"] },
                Latency = new LatencyFieldOptions { From = ["ms"] },
                HttpCode = new FieldOptions { From = ["response.status"] },
                Product = Host,
                Api = Api("op"),
                Version = Label("v"),
                CallerUid = Label("user.id"),
                ErrorCode = Label("err"),
                LocalIp = Label("ip"),
                BizRegionId = Label("region"),
            },
            """{"t":1768484243,"ms":14,"response":{"status":503},"host":"h","op":"Run","v":"2","user":"{\"id\":7}","err":"E","ip":"10.0.0.1","region":"r"}""");

        Assert.Equal((1_768_484_243_000, 14, 503), (log.EventTimeMs, log.LatencyMs, log.HttpCode));
        Assert.Equal(("h", "Run", "2", "7"), (log.Product, log.Api, log.Version, log.CallerUid));
        Assert.Equal(("E", "10.0.0.1", "r"), (log.ErrorCode, log.LocalIp, log.BizRegionId));
    }

    [Fact]
    public void A_role_that_is_not_named_is_missing_in_json_and_the_default_in_gateway_json()
    {
        const string text = """{"host":"h","Product":"p","Api":"a","__time__":1768484243,"RequestContent":"RegionId=r"}""";
        var map = new FieldMapOptions { Product = Host };

        var json = Read(map, text);
        var gateway = Read(map, text, LogFormat.GatewayJson);

        Assert.Equal(("h", null, null, null), (json.Product, json.Api, json.EventTimeMs, json.BizRegionId));
        Assert.Equal(("h", "a", 1_768_484_243_000, "r"), (gateway.Product, gateway.Api, gateway.EventTimeMs, gateway.BizRegionId));
    }

    [Fact]
    public void Json_without_a_map_is_read_as_gateway_json()
    {
        const string text = """{"Product":"p","Api":"-","__time__":1768484243,"RequestContent":"RegionId=r","TotalUsedTime":3}""";
        Assert.Equal(Read(null, text, LogFormat.GatewayJson).ToString(), Read(null, text).ToString());
        Assert.Equal("-", Read(null, text).Api);
    }

    [Theory]
    [InlineData("""{"a":"1","b":"2"}""", "1")]
    [InlineData("""{"a":"","b":"2"}""", "2")]
    [InlineData("""{"a":null,"b":"2"}""", "2")]
    [InlineData("""{"a":"-","b":"2"}""", "2")]
    [InlineData("""{"a":"--","b":"2"}""", "--")]
    [InlineData("""{"a":{"x":"1"},"b":"2"}""", "2")]
    [InlineData("""{"b":"-"}""", null)]
    [InlineData("""{"a":"1","b":"2","a":""}""", "2")]
    public void A_role_of_several_fields_is_the_first_with_a_value(string text, string? version) =>
        Assert.Equal(version, Read(new FieldMapOptions { Version = Label("a", "b") }, text).Version);

    [Theory]
    [InlineData("""{"a":"1"}""", "1")]
    [InlineData("""{"a":"-"}""", "web")]
    [InlineData("{}", "web")]
    public void A_constant_stands_in_for_a_field(string text, string product) =>
        Assert.Equal(product, Read(new FieldMapOptions { Product = new LabelFieldOptions { From = ["a"], Value = "web" } }, text).Product);

    [Fact]
    public void Two_roles_may_be_one_field()
    {
        var log = Read(new FieldMapOptions { Product = Host, LocalIp = Host, ErrorCode = Label("err", "host") }, """{"host":"h"}""");
        Assert.Equal(("h", "h", "h"), (log.Product, log.LocalIp, log.ErrorCode));
    }

    [Fact]
    public void A_filter_sees_the_field_as_the_log_has_it()
    {
        var map = new FieldMapOptions { ErrorCode = Label("flags"), Product = Host };
        var log = Read(map, """{"flags":"-","host":""}""", LogFormat.Json, "flags", "host");
        Assert.Equal((null, "-", ""), (log.ErrorCode, log["flags"], log["host"]));
    }

    [Theory]
    [InlineData("""{"request":"GET /a/b/c?d HTTP/1.1"}""", "GET /a/b")]
    [InlineData("""{"request":"\/a\/b\/c?d"}""", "/a/b")]
    [InlineData("""{"request":"\u0016\u0003"}""", "-")]
    [InlineData("""{"request":"-"}""", "none")]
    [InlineData("""{"name":"Run","request":"GET /a HTTP/1.1"}""", "Run")]
    public void An_api_without_a_name_is_made_of_the_request(string text, string api)
    {
        var map = new FieldMapOptions { Api = new ApiFieldOptions { From = ["name"], Request = ["request"], Value = "none" } };
        Assert.Equal(api, Read(map, text).Api);
    }

    [Theory]
    [InlineData("""{"method":"GET","path":"/a/b/c"}""", "GET /a/b")]
    [InlineData("""{"method":"GET","path":"https://h:8443/a"}""", "GET /a")]
    [InlineData("""{"path":"/a/b/c"}""", "/a/b")]
    [InlineData("""{"method":"-","uri":"/"}""", "/")]
    [InlineData("""{"method":"<script>","path":"/a"}""", "-")]
    [InlineData("""{"method":"GET","path":"a"}""", "-")]
    [InlineData("""{"method":"GET"}""", null)]
    public void An_api_is_made_of_method_and_path(string text, string? api)
    {
        var map = new FieldMapOptions { Api = new ApiFieldOptions { Request = ["path", "uri"], Method = ["method"] } };
        Assert.Equal(api, Read(map, text).Api);
    }

    [Fact]
    public void Any_fields_may_hold_keys_and_values()
    {
        var map = new FieldMapOptions { Product = Label("args.Service"), Api = Api("meta.tags.Action"), Version = Label("v", "args.Version"), KeyValues = ["args", "meta.tags"] };
        var log = Read(map, """{"args":"Service=ecs;Version=2;A.b=c","meta":{"tags":"Action=Run"},"RequestContent":"x=y"}""", LogFormat.Json, "args.A.b", "RequestContent.x");
        Assert.Equal(("ecs", "Run", "2", "c", null), (log.Product, log.Api, log.Version, log["args.A.b"], log["RequestContent.x"]));
    }

    [Fact]
    public void Keys_and_values_that_look_like_JSON_are_none()
    {
        var map = new FieldMapOptions { Product = Label("args.Service"), KeyValues = ["args"] };
        Assert.Null(Read(map, """{"args":"{\"Service\":\"ecs\"}"}""").Product);
    }

    [Fact]
    public void A_dot_in_a_name_is_written_with_a_backslash()
    {
        var map = new FieldMapOptions { Product = Label("""service\.name"""), Api = Api("""k8s.labels.app\.kubernetes\.io/name""") };
        var log = Read(map, """{"service.name":"s","service":{"name":"t"},"k8s":{"labels":{"app.kubernetes.io/name":"a"}}}""");
        Assert.Equal(("s", "a"), (log.Product, log.Api));
    }

    [Theory]
    [InlineData(DurationUnit.S, "1.2504", 1250)]
    [InlineData(DurationUnit.S, "3", 3000)]
    [InlineData(DurationUnit.Ms, "411.5", 412)]
    [InlineData(DurationUnit.Us, "1499", 1)]
    [InlineData(DurationUnit.Us, "1500", 2)]
    [InlineData(DurationUnit.Ns, "1499999", 1)]
    [InlineData(DurationUnit.Ns, "86400000000000", 86_400_000)]
    public void A_latency_has_a_unit(DurationUnit unit, string value, int ms) =>
        Assert.Equal(ms, Read(new FieldMapOptions { Latency = new LatencyFieldOptions { From = ["rt"], Unit = unit } }, $$"""{"rt":{{value}}}""").LatencyMs);

    [Theory]
    [InlineData(DurationUnit.S, "86401")]
    [InlineData(DurationUnit.Ns, "86400000000001")]
    [InlineData(DurationUnit.Ms, "-1")]
    public void A_latency_over_a_day_or_below_zero_is_invalid_in_any_unit(DurationUnit unit, string value)
    {
        var log = Read(new FieldMapOptions { Latency = new LatencyFieldOptions { From = ["rt"], Unit = unit } }, $$"""{"rt":{{value}}}""");
        Assert.Equal((null, true), (log.LatencyMs, log.LatencyIsInvalid));
    }

    [Fact]
    public void A_latency_that_is_a_dash_is_missing()
    {
        var log = Read(new FieldMapOptions { Latency = new LatencyFieldOptions { From = ["rt"] } }, """{"rt":"-"}""");
        Assert.Equal((null, false), (log.LatencyMs, log.LatencyIsInvalid));
    }

    [Theory]
    [InlineData(EventTimeUnit.S, "99999999999", 99_999_999_999_000L)]
    [InlineData(EventTimeUnit.S, "1768484243.125", 1_768_484_243_125L)]
    [InlineData(EventTimeUnit.Ms, "1768484243", 1_768_484_243L)]
    [InlineData(EventTimeUnit.Ms, "1768484243125.9", 1_768_484_243_125L)]
    [InlineData(EventTimeUnit.Us, "1768484243125999", 1_768_484_243_125L)]
    [InlineData(EventTimeUnit.Ns, "1768484243125999999", 1_768_484_243_125L)]
    [InlineData(EventTimeUnit.Ns, "\"2026-01-15T13:37:23Z\"", 1_768_484_243_000L)]
    [InlineData(EventTimeUnit.Auto, "\"15/Jan/2026:21:37:23 +0800\"", 1_768_484_243_000L)]
    [InlineData(EventTimeUnit.S, "253402300800", null)]
    [InlineData(EventTimeUnit.S, "999999999999999999", null)]
    [InlineData(EventTimeUnit.S, "7e27", null)]
    [InlineData(EventTimeUnit.Ns, "7e27", null)]
    [InlineData(EventTimeUnit.Auto, "\"15/Jan/2026\"", null)]
    public void A_time_has_a_unit(EventTimeUnit unit, string value, long? ms) =>
        Assert.Equal(ms, Read(new FieldMapOptions { Time = new TimeFieldOptions { From = ["t"], Unit = unit } }, $$"""{"t":{{value}}}""").EventTimeMs);

    private static LabelFieldOptions Label(params string[] from) => new() { From = from };

    private static ApiFieldOptions Api(params string[] from) => new() { From = from };

    private static Parsed Read(FieldMapOptions? map, string log, LogFormat format = LogFormat.Json, params string[] filters)
    {
        var fields = new LogFields(filters, new SourceOptions { Format = format, Fields = map });
        return Parsed.Json(Encoding.UTF8.GetBytes(log), fields, new IndexedJsonParser(fields), new GatewayJsonParser(fields));
    }
}
