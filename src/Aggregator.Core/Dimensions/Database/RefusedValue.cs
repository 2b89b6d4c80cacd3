using System.Data.Common;

namespace Aggregator.Core.Dimensions.Database;

/// <summary>Tells what a server has against a value from all else that can go wrong.</summary>
public static class RefusedValue
{
    /// <summary>
    /// Whether a column cannot hold a value (too long, out of range, not of its type or character set, NULL), or it breaks a
    /// rule of the table (a unique key, a reference, a CHECK).
    /// </summary>
    public static bool IsReasonOf(DbException failure) =>
        Driver.NumberOf(failure) is 1048 or 1062 or 1264 or 1265 or 1292 or 1366 or 1367 or 1406 or 1411 or 1452 or 3140 or 3819 or 4025;
}
