using YamlDotNet.RepresentationModel;

namespace Aggregator.Tests.Deploy;

/// <summary>The files of <c>deploy/</c>.</summary>
internal static class DeployFiles
{
    /// <summary>The repository's folder.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>A path in <c>deploy/</c>.</summary>
    public static string PathOf(string file) => Path.Combine(Root, "deploy", file);

    /// <summary>The documents of a YAML file.</summary>
    public static IReadOnlyList<YamlValue> Yaml(string path) => YamlOf(File.ReadAllText(path));

    /// <summary>The documents of a text.</summary>
    public static IReadOnlyList<YamlValue> YamlOf(string text)
    {
        using var reader = new StringReader(text);
        var stream = new YamlStream();
        stream.Load(reader);
        return [.. stream.Documents.Select(document => new YamlValue(document.RootNode))];
    }

    private static string Find(string folder) => File.Exists(Path.Combine(folder, "Aggregator.sln")) ? folder : Find(Path.GetDirectoryName(folder)!);
}
