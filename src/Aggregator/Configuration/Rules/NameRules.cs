using System.Text;
using Aggregator.Core.Series;

namespace Aggregator.Configuration.Rules;

/// <summary>Names of regions and workers: they become labels, parts of keys, and folders.</summary>
internal static class NameRules
{
    // Shorter than a label may be: a folder's name has at most 255 bytes.
    private const int MaxBytes = 200;

    public static void Check(RuleContext context)
    {
        Check(context, "region", context.Options.Region);
        Check(context, "worker", context.Options.Worker);
        for (var i = 0; i < context.Options.Sources.Count; i++)
        {
            if (context.Options.Sources[i].Region is { } region) Check(context, $"sources[{i}].region", region);
        }
        for (var i = 0; i < context.Options.Central.Regions.Count; i++) Check(context, $"central.regions[{i}].region", context.Options.Central.Regions[i].Region);
    }

    private static void Check(RuleContext context, string path, string name)
    {
        // A required name that is missing was told by the binder.
        if (name.Length == 0 && !context.IsGiven(path)) return;
        if (WhatIsWrong(name) is { } problem) context.Report(path, problem);
    }

    /// <summary>Why a name cannot be used, and what to write; null when it can.</summary>
    public static string? WhatIsWrong(string name) => name switch
    {
        "" => "is empty; write a name such as cn-hangzhou",
        LabelValue.Unknown or LabelValue.Other or LabelValue.Overflow => $"'{name}' is a word that the product itself writes; choose another name",
        "." or ".." => $"'{name}' is no name; write one such as cn-hangzhou",
        _ when name.Any(c => c is '/' or '\\' || char.IsControl(c)) => $"'{name}' holds a slash or a control character; use letters, digits, - and _",
        _ when name.Trim().Length != name.Length => $"'{name}' begins or ends with white space; remove it",
        _ when Encoding.UTF8.GetByteCount(name) > MaxBytes => $"is longer than {MaxBytes} bytes; shorten it",
        _ => null,
    };
}
