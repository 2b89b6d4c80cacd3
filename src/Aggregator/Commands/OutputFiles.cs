namespace Aggregator.Commands;

/// <summary>Checks files that the command line names to be written, before long work begins.</summary>
internal static class OutputFiles
{
    /// <summary>What is wrong with each, as a sentence with the remedy. Those that are null are not wanted.</summary>
    public static IReadOnlyList<string> Problems(IReadOnlyList<string> inputs, params string?[] outputs)
    {
        var taken = inputs.Select(Path.GetFullPath).ToHashSet(StringComparer.Ordinal);
        return [.. outputs.OfType<string>().Select(output => Problem(output, taken)).OfType<string>()];
    }

    private static string? Problem(string path, HashSet<string> taken)
    {
        var full = Path.GetFullPath(path);
        if (!taken.Add(full)) return $"{path}: is read or written already; name another file";
        if (Directory.Exists(full)) return $"{path}: is a directory; name a file";
        return Directory.Exists(Path.GetDirectoryName(full)) ? null : $"{path}: its folder does not exist; make it first";
    }
}
