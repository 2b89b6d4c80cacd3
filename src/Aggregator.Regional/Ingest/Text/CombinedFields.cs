namespace Aggregator.Regional.Ingest.Text;

/// <summary>Numbers of the fields that filters can name; -1 for those that none does.</summary>
internal sealed class CombinedFields(LogFields fields)
{
    private static readonly string[] Names =
    [
        "remote_addr", "remote_user", "time_local", "request", "method", "path", "status", "body_bytes_sent", "http_referer",
        "http_user_agent",
    ];

    /// <summary>The client's address.</summary>
    public int RemoteAddress { get; } = fields.NumberOf("remote_addr");

    /// <summary>The name that the client gave.</summary>
    public int RemoteUser { get; } = fields.NumberOf("remote_user");

    /// <summary>What stands in the brackets.</summary>
    public int Time { get; } = fields.NumberOf("time_local");

    /// <summary>The first line of the request.</summary>
    public int Request { get; } = fields.NumberOf("request");

    /// <summary>Its method.</summary>
    public int Method { get; } = fields.NumberOf("method");

    /// <summary>Its path, without query.</summary>
    public int Path { get; } = fields.NumberOf("path");

    /// <summary>Three digits.</summary>
    public int Status { get; } = fields.NumberOf("status");

    /// <summary>Bytes of the answer's body.</summary>
    public int BytesSent { get; } = fields.NumberOf("body_bytes_sent");

    /// <summary>The page that led here.</summary>
    public int Referer { get; } = fields.NumberOf("http_referer");

    /// <summary>The client's program.</summary>
    public int UserAgent { get; } = fields.NumberOf("http_user_agent");

    /// <summary>True when a filter names any of them.</summary>
    public bool AreWanted { get; } = Names.Any(name => fields.NumberOf(name) >= 0);
}
