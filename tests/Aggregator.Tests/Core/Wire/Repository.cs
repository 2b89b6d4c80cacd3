namespace Aggregator.Tests.Core.Wire;

/// <summary>Files of the repository that tests read where they stand, found from where the tests run.</summary>
internal static class Repository
{
    private static readonly string Root = FindRoot();

    public static string PathOf(string path) => Path.Combine(Root, path);

    public static string Read(string path) => File.ReadAllText(PathOf(path));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Aggregator.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException($"No Aggregator.sln above {AppContext.BaseDirectory}.");
        }
        return folder.FullName;
    }
}
