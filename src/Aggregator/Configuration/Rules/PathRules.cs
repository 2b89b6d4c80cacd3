using Aggregator.Regional.Ingest.Files;

namespace Aggregator.Configuration.Rules;

/// <summary>Files and folders: texts that are paths, files that are no folders, outputs that are not inputs.</summary>
internal static class PathRules
{
    public static void Check(RuleContext context)
    {
        CheckDataDir(context);
        CheckSources(context);
        CheckDeadLetters(context);
    }

    /// <summary>True when the option has a text that can be a path; a problem otherwise, unless it has none.</summary>
    public static bool CheckIsPath(RuleContext context, string option, string? text)
    {
        if (text is null) return false;
        if (RelativePaths.IsPath(text)) return true;
        context.Report(option, "is empty or no path; write one");
        return false;
    }

    private static void CheckDataDir(RuleContext context)
    {
        if (!CheckIsPath(context, "data_dir", context.Options.DataDir)) return;
        if (File.Exists(context.Options.DataDir)) context.Report("data_dir", $"'{context.Options.DataDir}' is a file; name a folder, which need not exist");
    }

    private static void CheckSources(RuleContext context)
    {
        for (var i = 0; i < context.Options.Sources.Count; i++)
        {
            var path = $"sources[{i}].file";
            var file = context.Options.Sources[i].File;
            if (!CheckIsPath(context, path, file)) continue;
            if (new FilePattern(file!).HasWildcardInFolder)
            {
                context.Report(path, $"'{file}' has a wildcard in a folder; only the last part may hold * or ?");
            }
            else if (Directory.Exists(file))
            {
                context.Report(path, $"'{file}' is a directory; write {Path.Join(file, "*")} for the files in it");
            }
        }
    }

    private static void CheckDeadLetters(RuleContext context)
    {
        var file = context.Options.DeadLetters.File;
        if (!CheckIsPath(context, "dead_letters.file", file)) return;
        if (Directory.Exists(file)) context.Report("dead_letters.file", $"'{file}' is a directory; name a file");
        var source = context.Options.Sources.FirstOrDefault(source => source.File is { } pattern && new FilePattern(pattern).Matches(file!));
        if (source is not null)
        {
            context.Report("dead_letters.file", $"'{file}' is read as a source too ({source.File}): every dead letter would make another; choose another file");
        }
    }
}
