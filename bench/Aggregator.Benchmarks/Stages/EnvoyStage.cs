using System.Globalization;
using System.Text;
using Aggregator.Regional.Ingest;
using Aggregator.Regional.Options;

namespace Aggregator.Benchmarks.Stages;

/// <summary>Logs of Envoy, many a call, read by a map in which roles are chosen, constant, and made of the request.</summary>
internal static class EnvoyStage
{
    private static readonly SourceOptions Source = new()
    {
        Format = LogFormat.Json,
        Fields = new FieldMapOptions
        {
            Time = new TimeFieldOptions { From = ["start_time"] },
            Latency = new LatencyFieldOptions { From = ["duration"], Unit = DurationUnit.Ms },
            HttpCode = new FieldOptions { From = ["response_code"] },
            Product = new LabelFieldOptions { From = ["upstream_cluster", "route_name"], Value = "no-cluster" },
            Api = new ApiFieldOptions { Request = ["path", "x-envoy-origin-path"], Method = ["method"] },
            Version = new LabelFieldOptions { Value = "v1" },
            ErrorCode = new LabelFieldOptions { From = ["response_flags"] },
        },
    };

    /// <summary>Logs of one chunk into a record, one after the other.</summary>
    public static Action Parse(int logs)
    {
        var parser = LogParsers.Create(Source, new LogFields([], Source));
        var record = new LogRecord();
        var chunk = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, logs).Select(Line)));
        return () =>
        {
            var read = 0;
            for (var rest = chunk.AsSpan(); rest.Length > 0; read++)
            {
                if (parser.ParseFirst(rest, endIsLineEnd: false, record, out _, out var length) is { } malformed) throw new InvalidOperationException(malformed);
                rest = rest[length..];
            }
            if (read != logs) throw new InvalidOperationException("A log was lost.");
        };
    }

    private static string Line(int number) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"authority":"shop.example.com","bytes_sent":{{number}},"duration":{{number % 900}},"method":"GET","path":"/orders/list/{{number}}?page=2","protocol":"HTTP/1.1","response_code":200,"response_flags":"{{(number % 5 == 0 ? "UH" : "-")}}","route_name":null,"start_time":"2026-01-15T13:37:{{number % 60:00}}.125Z","upstream_cluster":{{(number % 3 == 0 ? "null" : "\"orders\"")}},"user_agent":"curl/8.5.0"}""") + "\n";
}
