using Aggregator.Core.Dimensions;
using Microsoft.VisualBasic.FileIO;

namespace Aggregator.Configuration.Rules;

/// <summary>Files and folders: texts that are paths, tables that can be read, outputs that are not inputs.</summary>
internal static class PathRules
{
    public static void Check(RuleContext context)
    {
        CheckDataDir(context);
        CheckSources(context);
        CheckDeadLetters(context);
        foreach (var (name, table) in TableFile.TablesOf(context.Options.Dimensions)) CheckTable(context, name, table);
    }

    private static bool CheckIsPath(RuleContext context, string option, string? text)
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

    private static void CheckTable(RuleContext context, string name, DimensionOptions? table)
    {
        if (table is null) return;
        var path = $"dimensions.{name}.csv";
        if (table.Csv is null) context.Report(path, "is missing; write csv: FILE, or remove the table");
        if (!CheckIsPath(context, path, table.Csv)) return;
        if (WhyUnusable(name, table.Csv!) is { } why) context.Report(path, $"'{table.Csv}' {why}");
    }

    private static string? WhyUnusable(string table, string file)
    {
        if (Directory.Exists(file)) return "is a directory; name the CSV file in it";
        if (!File.Exists(file)) return "does not exist; check the path, which starts at the configuration's folder";
        try
        {
            using var opened = new TableFile(file);
            return opened.CheckHeader(table);
        }
        catch (MalformedLineException)
        {
            return $"begins with a line that is no CSV; write the header {string.Join(",", TableFile.Columns[table])}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"cannot be read: {e.Message}; check its permissions";
        }
    }
}
