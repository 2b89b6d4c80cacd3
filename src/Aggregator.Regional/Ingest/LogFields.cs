namespace Aggregator.Regional.Ingest;

/// <summary>
/// Which fields of a log are extracted, and under which number each lies in a <see cref="LogRecord"/>: first the ones
/// of <see cref="LogRecord.Fields"/>, then those that a typed value needs, then those that only a filter names. Built
/// once at start and shared by every parser and filter of a pipeline. Immutable.
/// </summary>
/// <remarks>
/// A path is a field's name, or names joined by dots that lead into nested JSON (<c>Ext5.callerInfo.callerUid</c>).
/// After <c>RequestContent.</c> everything is one key, dots included (<c>RequestContent.Filter.1.Value</c>).
/// </remarks>
public sealed class LogFields
{
    /// <summary>Number of <c>__time__</c>.</summary>
    internal const int Time = LogRecord.Fields.Count;

    /// <summary>Number of <c>HttpCode</c>.</summary>
    internal const int HttpCode = Time + 1;

    /// <summary>Number of <c>TotalUsedTime</c>.</summary>
    internal const int TotalUsedTime = Time + 2;

    /// <summary>Number of <c>RegionId</c>.</summary>
    internal const int RegionId = Time + 3;

    /// <summary>Number of <c>RequestContent.RegionId</c>.</summary>
    internal const int RequestRegionId = Time + 4;

    /// <summary>The field that holds <c>k=v;k=v</c>.</summary>
    internal const string KeyValueField = "RequestContent";

    // In the order of the numbers. BizRegionId is computed, so no log has a field by its name and its path is empty.
    private static readonly string[] Always =
    [
        "LocalIp", "Product", "Api", "Version", "CallerUid", "ErrorCode", "",
        "__time__", "HttpCode", "TotalUsedTime", "RegionId", "RequestContent.RegionId",
    ];

    private readonly List<string> _paths = [.. Always];

    /// <summary>The fields that are always needed, and those of <paramref name="filterPaths"/>.</summary>
    /// <exception cref="ArgumentException">A path has an empty part (see <see cref="IsPath"/>).</exception>
    public LogFields(IEnumerable<string> filterPaths)
    {
        foreach (var path in filterPaths)
        {
            if (!IsPath(path)) throw new ArgumentException($"'{path}' is no path of a field.", nameof(filterPaths));
            if (!_paths.Contains(path, StringComparer.Ordinal)) _paths.Add(path);
            WantsKeyValues |= string.Equals(path.Split('.')[0], KeyValueField, StringComparison.Ordinal);
        }
    }

    /// <summary>How many fields a record has: what <see cref="LogRecord.Clear"/> is called with.</summary>
    public int Count => _paths.Count;

    /// <summary>A filter asks for <c>RequestContent</c> or something in it; else only its RegionId matters, and only without the log's own.</summary>
    internal bool WantsKeyValues { get; }

    /// <summary>Paths by number; empty for a field that no path names.</summary>
    internal IReadOnlyList<string> Paths => _paths;

    /// <summary>True for names joined by single dots.</summary>
    public static bool IsPath(string path) => !path.Split('.').Contains("", StringComparer.Ordinal);

    /// <summary>The number of a field, or -1 when no filter named the path.</summary>
    public int NumberOf(string path) => path.Length == 0 ? -1 : _paths.IndexOf(path);
}
