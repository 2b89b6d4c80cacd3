using Aggregator.Core.Secrets;

namespace Aggregator.Configuration.Rules;

/// <summary>Files that an option names and that must be there to be read.</summary>
internal static class FileRules
{
    /// <summary>A file of any content.</summary>
    public static void Check(RuleContext context, string option, string? file)
    {
        if (!PathRules.CheckIsPath(context, option, file)) return;
        try
        {
            using var stream = File.OpenRead(file!);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            context.Report(option, $"{file}: there is no such file; create it or mend the path");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            context.Report(option, $"{file}: cannot be read ({e.Message}); check that it is a file and its permissions");
        }
    }

    /// <summary>A file with one secret.</summary>
    public static void CheckSecret(RuleContext context, string option, string? file)
    {
        if (!PathRules.CheckIsPath(context, option, file)) return;
        try
        {
            _ = SecretFile.Read(file!);
        }
        catch (IOException e)
        {
            context.Report(option, e.Message);
        }
    }
}
