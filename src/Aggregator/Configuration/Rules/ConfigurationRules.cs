namespace Aggregator.Configuration.Rules;

/// <summary>All rules about more than one value, or about the world outside the file.</summary>
internal static class ConfigurationRules
{
    public static void Check(RuleContext context)
    {
        NameRules.Check(context);
        SourceRules.Check(context);
        PurposeRules.Check(context);
        TopicRules.Check(context);
        KafkaRules.Check(context);
        FilterRules.Check(context);
        TimeRules.Check(context);
        CentralRules.Check(context);
        MeasureRules.Check(context);
        PathRules.Check(context);
        DatabaseRules.Check(context);
        TableRules.Check(context);
    }
}
