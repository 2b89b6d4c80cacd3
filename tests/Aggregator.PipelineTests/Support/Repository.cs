namespace Aggregator.PipelineTests.Support;

/// <summary>Finds the files of the repository that tests read.</summary>
public static class Repository
{
    /// <summary>Its folder: the one above with the solution in it.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>A file of <c>samples/</c>.</summary>
    public static string Sample(string name) => Path.Combine(Root, "samples", name);

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "Aggregator.sln")) ? folder : Find(Path.GetDirectoryName(folder)!);
}
