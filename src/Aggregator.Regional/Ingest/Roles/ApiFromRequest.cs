using Aggregator.Regional.Ingest.Text;

namespace Aggregator.Regional.Ingest.Roles;

/// <summary>Makes an API's name of a request, as format <c>combined</c> does. Immutable.</summary>
/// <param name="requests">Numbers of the fields with a request, in order.</param>
/// <param name="methods">Numbers of the fields with its method; none when the request holds it.</param>
/// <param name="segments">How many parts of the path belong to the name.</param>
internal sealed class ApiFromRequest(int[] requests, int[] methods, int segments)
{
    /// <summary>Sets the API; false when the log has no request. What is no request is the API <c>-</c>.</summary>
    public bool TrySet(LogRecord record, in LogValues values)
    {
        var request = FirstOf(requests, values);
        if (request.IsEmpty) return false;
        if (methods.Length > 0) ApiName.Set(record, RequestLine.OfTarget(FirstOf(methods, values), request), segments);
        else if (request[0] == '/') ApiName.Set(record, RequestLine.OfTarget(default, request), segments);
        else ApiName.Set(record, new RequestLine(request), segments);
        return true;
    }

    private static ReadOnlySpan<byte> FirstOf(int[] fields, in LogValues values)
    {
        foreach (var field in fields)
        {
            if (values[field] is not ([] or [(byte)'-'])) return values[field];
        }
        return default;
    }
}
