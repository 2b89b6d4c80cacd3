namespace Aggregator.Monitoring.Dashboards.Model;

/// <summary>Grafana's names of a panel's queries.</summary>
internal static class RefId
{
    /// <summary>A, B, C …</summary>
    public static string Of(int at) => at < 26 ? $"{(char)('A' + at)}" : throw new ArgumentOutOfRangeException(nameof(at), at, "A panel has at most 26 queries.");
}
