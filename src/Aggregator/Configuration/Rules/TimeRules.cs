using Aggregator.Configuration.Binding;

namespace Aggregator.Configuration.Rules;

/// <summary>Durations that depend on each other, in both tiers.</summary>
internal static class TimeRules
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    public static void Check(RuleContext context)
    {
        CheckWindowSize(context);
        CheckCurrent(context);
        var central = context.Options.Central;
        CheckAtLeast(context, "central.series_expiry", central.SeriesExpiry, "a gauge's minute", Minute);
        CheckAtLeast(context, "central.counter_expiry", central.CounterExpiry, "central.series_expiry", central.SeriesExpiry);
        CheckAtLeast(context, "central.counter_max_age", central.CounterMaxAge, "central.current_within", central.CurrentWithin);
    }

    private static void CheckWindowSize(RuleContext context)
    {
        var size = context.Options.Windows.Size;
        var seconds = (int)size.TotalSeconds;
        if (seconds is >= 1 and <= 60 && size == TimeSpan.FromSeconds(seconds) && 60 % seconds == 0) return;
        var choices = Enumerable.Range(1, 60).Where(second => 60 % second == 0).Select(second => $"{second}s");
        context.Report("windows.size", $"{Duration.Format(size)} does not divide a minute into whole seconds; write one of {string.Join(", ", choices)}");
    }

    // A watermark is behind by the bound, and heard of once a flush: past this, no partition would ever be current.
    private static void CheckCurrent(RuleContext context)
    {
        if (IsWithoutCentral(context)) return;
        var windows = context.Options.Windows;
        var behind = windows.FlushInterval + windows.OutOfOrderness;
        var within = context.Options.Central.CurrentWithin;
        if (behind < within) return;
        context.Report(
            "central.current_within",
            $"{Duration.Format(within)} is not above windows.flush_interval + windows.out_of_orderness ({Duration.Format(behind)}): no region would ever be current; write more, or shorten these");
    }

    // A region's file says nothing of the centre, which has a file of its own.
    private static bool IsWithoutCentral(RuleContext context) =>
        context.Purpose is ConfigurationPurpose.Regional or ConfigurationPurpose.Any
        && !context.IsGiven("central") && context.Options.Sources.Any(source => source.Kafka is not null);

    private static void CheckAtLeast(RuleContext context, string path, TimeSpan value, string what, TimeSpan least)
    {
        if (value >= least) return;
        context.Report(path, $"{Duration.Format(value)} is less than {what} ({Duration.Format(least)}); write at least that");
    }
}
