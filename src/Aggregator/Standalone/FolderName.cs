namespace Aggregator.Standalone;

/// <summary>A region's name as the name of a folder.</summary>
internal static class FolderName
{
    /// <summary>Letters, digits, <c>-</c>, <c>_</c> and inner dots stay; every other byte becomes <c>%XX</c>, so that no two regions share a folder.</summary>
    public static string Of(string region) => Uri.EscapeDataString(region).Replace("~", "%7E", StringComparison.Ordinal) is var name && name.All(c => c == '.')
        ? name.Replace(".", "%2E", StringComparison.Ordinal)
        : name;
}
