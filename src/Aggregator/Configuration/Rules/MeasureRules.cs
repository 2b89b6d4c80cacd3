namespace Aggregator.Configuration.Rules;

/// <summary>What counts as limited.</summary>
internal static class MeasureRules
{
    public static void Check(RuleContext context)
    {
        var limited = context.Options.Measures.Limited;
        for (var i = 0; i < limited.HttpCodes.Count; i++)
        {
            if (limited.HttpCodes[i] is >= 1 and <= 999) continue;
            context.Report($"measures.limited.http_codes[{i}]", $"{limited.HttpCodes[i]} is no HTTP code; write 1 to 999");
        }
        for (var i = 0; i < limited.ErrorCodePrefixes.Count; i++)
        {
            if (limited.ErrorCodePrefixes[i].Length > 0) continue;
            context.Report($"measures.limited.error_code_prefixes[{i}]", "is empty, which every error code begins with; write the beginning, or remove it");
        }
    }
}
