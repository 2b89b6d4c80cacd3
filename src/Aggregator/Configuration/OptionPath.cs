namespace Aggregator.Configuration;

/// <summary>The name of an option in a file: <c>sources[0].file</c>. The root is empty.</summary>
internal static class OptionPath
{
    public static string Join(string parent, string name) => parent.Length == 0 ? name : $"{parent}.{name}";

    /// <summary>The path of the entry or list that holds this one.</summary>
    public static string Parent(string path) => path[..Math.Max(0, path.LastIndexOfAny(['.', '[']))];
}
