using System.Data.Common;
using System.Diagnostics;

namespace Aggregator.Regional.Enrich.Tenants;

/// <summary>Commands on a connection, one after another, that share a time limit. One thread.</summary>
internal sealed class TimedCommands(DbConnection connection, TimeSpan limit)
{
    private readonly long _begun = Stopwatch.GetTimestamp();

    /// <summary>A command that may take what is left of the limit, in whole seconds, as drivers count: less than one too many.</summary>
    /// <exception cref="TimeoutException">Nothing is left.</exception>
    public DbCommand Next()
    {
        var left = limit - Stopwatch.GetElapsedTime(_begun);
        // 0 would mean without a limit.
        if (left <= TimeSpan.Zero) throw new TimeoutException();
        var command = connection.CreateCommand();
        command.CommandTimeout = (int)Math.Ceiling(left.TotalSeconds);
        return command;
    }
}
