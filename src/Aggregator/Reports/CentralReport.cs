using Aggregator.Standalone;

namespace Aggregator.Reports;

/// <summary>What a job with a central tier says at its end.</summary>
internal static class CentralReport
{
    /// <summary>Writes the ledger, and which regions are held.</summary>
    /// <returns>True when there was a publication, its ledger is balanced and no region is held.</returns>
    public static bool Write(CentralJob centre, TextWriter output)
    {
        if (centre.Current is not { } last) return false;
        foreach (var line in LedgerText.Lines(last.Facts.Ledger)) output.WriteLine(line);
        foreach (var topic in centre.Topics.Where(topic => topic.Held is not null))
        {
            output.WriteLine($"region {topic.Region} is held, so its last logs are not counted: {topic.Held}");
        }
        return last.Facts.Ledger.IsBalanced && centre.Topics.All(topic => topic.Held is null);
    }
}
