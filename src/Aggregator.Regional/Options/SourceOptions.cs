using System.ComponentModel.DataAnnotations;

namespace Aggregator.Regional.Options;

/// <summary>One entry of <c>sources:</c>. Exactly one of file, stdin, generate and kafka says where logs come from.</summary>
public sealed record SourceOptions
{
    /// <summary>
    /// A path, or a glob in the last part of a path (<c>/var/log/gateway/*.log</c>); relative to the configuration's folder.
    /// </summary>
    public string? File { get; init; }

    /// <summary>True reads standard input to its end.</summary>
    public bool Stdin { get; init; }

    /// <summary>Makes synthetic logs, for trying things out.</summary>
    public GenerateOptions? Generate { get; init; }

    /// <summary>Reads a topic of the region's cluster; for <c>aggregator regional</c>.</summary>
    public KafkaSourceOptions? Kafka { get; init; }

    /// <summary>The source region of these logs; the configuration's <c>region</c> unless given.</summary>
    public string? Region { get; init; }

    /// <summary>How a log is written.</summary>
    public LogFormat Format { get; init; } = LogFormat.GatewayJson;

    /// <summary>Which fields of a JSON log are read; only for the JSON formats.</summary>
    public FieldMapOptions? Fields { get; init; }

    /// <summary>For files: true waits for more at the end and follows rotation; false stops at the end.</summary>
    public bool Follow { get; init; } = true;

    /// <summary><c>combined</c> only, and required there: the product that all logs of this source belong to.</summary>
    public string? Product { get; init; }

    /// <summary>
    /// How many parts of the path make the API's name, in <c>combined</c> and where <c>fields.api.request</c> is given. 2
    /// keeps <c>/orders/list/4711</c> from making an API of every order.
    /// </summary>
    [Range(1, 64)]
    public int ApiSegments { get; init; } = 2;

    /// <summary><c>combined</c> only: the unit of a latency that ends each line (nginx's <c>$request_time</c> is in s).</summary>
    public LatencyUnit Latency { get; init; } = LatencyUnit.None;

    /// <summary>Longest log in bytes; a longer one is malformed. 1 MiB is hundreds of times a usual log.</summary>
    [Range(64, 64 * 1024 * 1024)]
    public int MaxLine { get; init; } = 1024 * 1024;
}

/// <summary>How a log is written.</summary>
public enum LogFormat
{
    /// <summary>The gateway's own JSON, one object a line; single fields may have other names.</summary>
    GatewayJson,

    /// <summary>Any JSON, one object a line, of which <c>fields</c> says what is read; without it, as <see cref="GatewayJson"/>.</summary>
    Json,

    /// <summary>The combined text format of nginx and Apache.</summary>
    Combined,
}

/// <summary>The unit of a latency at the end of a <c>combined</c> line.</summary>
public enum LatencyUnit
{
    /// <summary>Lines end without a latency.</summary>
    None,

    /// <summary>Seconds, with decimals.</summary>
    S,

    /// <summary>Milliseconds.</summary>
    Ms,

    /// <summary>Microseconds (Apache's <c>%D</c>).</summary>
    Us,
}
