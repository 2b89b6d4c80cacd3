using System.Text.RegularExpressions;
using Xunit;

namespace Aggregator.PipelineTests.Monitoring;

/// <summary>
/// The control of the completeness tests: the shipped <c>TrafficDrop</c> and what it records, word for word, but for the gate on
/// completeness. It fires when figures are missing, which the shipped one must not: a test in which neither fires shows nothing.
/// </summary>
internal static partial class UngatedTrafficDrop
{
    /// <summary>Its name as an alert.</summary>
    public const string Name = "UngatedTrafficDrop";

    private const string IsComplete = "region:aggregator_complete:";
    private const string Records = "product_region:";

    /// <summary>The rules.</summary>
    public static string Rules()
    {
        var recording = ShippedConfiguration.Rules("recording.yml");
        var gate = Gate().Match(recording);
        Assert.True(gate.Success, "The gate is not what it was.");
        var alert = Alert().Match(ShippedConfiguration.Rules("service.yml"));
        Assert.True(alert.Success && alert.Value.Contains(Records, StringComparison.Ordinal), "TrafficDrop is not what it was.");
        var control = recording.Replace(gate.Value, "", StringComparison.Ordinal) + alert.Value.Replace("alert: TrafficDrop", "alert: " + Name, StringComparison.Ordinal);
        return control.Replace(Records, "ungated:", StringComparison.Ordinal).Replace(IsComplete, "ungated:complete:", StringComparison.Ordinal);
    }

    // What makes a region complete: without it, every region is that has rows.
    [GeneratedRegex(@"\n +\* on \(source_region\) group_left \(\)\n +min by \(source_region\) \(.*?\n +\)(?=\n +\)\n\n)", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Gate();

    // From its first line to the next rule, comment, group or the end.
    [GeneratedRegex(@"\n +- alert: TrafficDrop\n.*?(?=\n\n|\n +- |\n- |\n?\z)", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Alert();
}
