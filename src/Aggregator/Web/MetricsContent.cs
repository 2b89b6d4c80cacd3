using System.Buffers;
using System.Text;
using Aggregator.Central.Expose;
using Aggregator.Core.Telemetry;

namespace Aggregator.Web;

/// <summary>What <c>/metrics</c> consists of: the last published snapshot, and the process's own telemetry.</summary>
public sealed class MetricsContent(Func<ExpositionSnapshot?> current, MeterExposition self)
{
    /// <summary>The parts that have a path of their own.</summary>
    public static readonly IReadOnlyList<string> Parts = ["product", "api", "error_code", "tenant", "self"];

    /// <summary>True once the roll-ups are shown.</summary>
    public bool IsReady => current() is not null;

    /// <summary>
    /// Writes a part, or everything. While the state is being read the roll-ups are left out: counters that were seen
    /// before must not begin again at less.
    /// </summary>
    public async Task WriteAsync(Stream body, string? part, CancellationToken stop)
    {
        var snapshot = current();
        if (snapshot is not null) await snapshot.WriteAsync(body, part, stop);
        if (part is null or "self") await body.WriteAsync(Encoding.UTF8.GetBytes(self.Write()), stop);
    }
}
