using System.IO.Pipelines;
using System.Text;
using Aggregator.Central.Expose;
using Aggregator.Core.Telemetry;

namespace Aggregator.Web;

/// <summary>What <c>/metrics</c> consists of: the last published snapshot, and the process's own telemetry.</summary>
public sealed class MetricsContent(Func<ExpositionSnapshot?> current, MeterExposition self)
{
    /// <summary>The parts that have a path of their own.</summary>
    public static readonly IReadOnlyList<ExpositionPart> Parts = Enum.GetValues<ExpositionPart>();

    /// <summary>Why the job is not ready; null when it is. By default: once the roll-ups are shown.</summary>
    public Func<string?> WhyNotReady { get; init; } =
        () => current() is null ? "the state is being read; roll-ups are not shown yet" : null;

    /// <summary>Asks for a refresh of the tables from the database, without waiting for it; how many these are.</summary>
    public Func<int> RefreshTables { get; init; } = () => 0;

    /// <summary>
    /// Writes a part, or everything. While the state is being read the roll-ups are left out: counters that were seen
    /// before must not begin again at less.
    /// </summary>
    public async Task WriteAsync(PipeWriter body, ExpositionPart? part, CancellationToken stop)
    {
        var snapshot = current();
        if (snapshot is not null) await snapshot.WriteAsync(body, part, stop);
        if (part is null or ExpositionPart.Self) Encoding.UTF8.GetBytes(self.Write(), body);
        await body.FlushAsync(stop);
    }
}
