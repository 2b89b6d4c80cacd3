namespace Aggregator.Monitoring.Dashboards.Model;

/// <summary>From which values on something is bad.</summary>
/// <param name="Base">Colour of values below the first step.</param>
/// <param name="Steps">Lower bounds, ascending, each with the colour from there on.</param>
internal sealed record Thresholds(string Base, params IReadOnlyList<(double From, string Color)> Steps)
{
    /// <summary>No value is bad.</summary>
    public static Thresholds None { get; } = new("blue");

    /// <summary>Of a share of failed requests: what HighErrorRate warns of, and what ErrorRateFastBurn pages for.</summary>
    public static Thresholds Failures { get; } = Above(0.01, 0.05);

    /// <summary>Of a share of slow requests.</summary>
    public static Thresholds Slow { get; } = Above(0.02, 0.1);

    /// <summary>Of the seconds that something of a region is behind: freshness is promised up to the first, a region is current up to the second.</summary>
    public static Thresholds Behind { get; } = Above(30, 60);

    /// <summary>More is worse.</summary>
    public static Thresholds Above(double warning, double critical) => new("green", (warning, "orange"), (critical, "red"));

    /// <summary>Anything from here on is bad.</summary>
    public static Thresholds BadFrom(double bad) => new("green", (bad, "red"));

    /// <summary>Anything below is bad.</summary>
    public static Thresholds GoodFrom(double good) => new("red", (good, "green"));

    /// <summary>Less is worse.</summary>
    public static Thresholds Below(double warning, double critical) => new("red", (critical, "orange"), (warning, "green"));
}
