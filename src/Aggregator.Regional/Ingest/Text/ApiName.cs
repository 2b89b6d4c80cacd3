namespace Aggregator.Regional.Ingest.Text;

/// <summary>The name of an API that nobody named: method and beginning of the path.</summary>
internal static class ApiName
{
    /// <summary>
    /// Sets the record's API to <c>GET /a/b</c>, or to <c>/a/b</c> without a method. It is <c>-</c> for everything that is no
    /// request: random bytes must not become thousands of APIs.
    /// </summary>
    public static void Set(LogRecord record, in RequestLine request, int segments)
    {
        if (request.Path.IsEmpty)
        {
            record.Set(LogRecord.Fields.Api, "-"u8);
            return;
        }
        var path = request.PathPrefix(segments);
        var prefix = request.Method.IsEmpty ? 0 : request.Method.Length + 1;
        var api = record.Reserve(prefix + path.Length);
        if (prefix > 0)
        {
            request.Method.CopyTo(api);
            api[prefix - 1] = (byte)' ';
        }
        path.CopyTo(api[prefix..]);
        record.Commit(LogRecord.Fields.Api, prefix + path.Length);
    }
}
