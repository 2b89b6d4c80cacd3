namespace Aggregator.Monitoring.Dashboards.Model;

/// <summary>Units of Grafana that the dashboards use.</summary>
internal static class Units
{
    public const string Count = "short";
    public const string Text = "string";
    public const string Requests = "reqps";
    public const string Share = "percentunit";
    public const string Seconds = "s";
    public const string Milliseconds = "ms";
    public const string Bytes = "bytes";
    public const string Cores = "suffix:cores";
    public const string Logs = "count:logs/s";
    public const string PerSecond = "cps";
    public const string YesNo = "bool_yes_no";
}
