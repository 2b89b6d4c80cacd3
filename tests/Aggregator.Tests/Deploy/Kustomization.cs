namespace Aggregator.Tests.Deploy;

/// <summary>
/// A kustomization with all that it names, as far as tests need it: objects as they stand in their files, generated ConfigMaps
/// by their names. <c>eng/check-kubernetes.sh</c> has kustomize itself render it.
/// </summary>
internal sealed class Kustomization
{
    private readonly List<YamlValue> _objects = [];

    private Kustomization()
    {
    }

    /// <summary>Every file that takes part, itself included.</summary>
    public List<string> Files { get; } = [];

    /// <summary>The generated ConfigMaps: the files and the variables in each.</summary>
    public Dictionary<string, (List<string> Files, Dictionary<string, string> Literals)> ConfigMaps { get; } = new(StringComparer.Ordinal);

    /// <summary>The image that it gives a name and a version.</summary>
    public string Image { get; private set; } = "";

    /// <summary>Reads the one in a folder of <c>deploy/</c>.</summary>
    public static Kustomization Read(string folder)
    {
        var whole = new Kustomization();
        whole.Add(Path.GetFullPath(DeployFiles.PathOf(folder)));
        return whole;
    }

    /// <summary>The objects of a kind.</summary>
    public IEnumerable<YamlValue> Of(string kind) => _objects.Where(item => string.Equals(item["kind"].Text, kind, StringComparison.Ordinal));

    /// <summary>The object of a kind of which there is one.</summary>
    public YamlValue One(string kind) => Of(kind).Single();

    private void Add(string folder)
    {
        var path = Path.Combine(folder, "kustomization.yaml");
        var file = DeployFiles.Yaml(path).Single();
        Files.Add(path);
        foreach (var resource in file["resources"].Items.Select(item => Path.GetFullPath(Path.Combine(folder, item.Text))))
        {
            if (Directory.Exists(resource)) Add(resource);
            else AddObjects(resource);
        }
        Files.AddRange(file["patches"].Items.Select(patch => Path.Combine(folder, patch["path"].Text)));
        foreach (var map in file["configMapGenerator"].Items)
        {
            ConfigMaps.Add(
                map["name"].Text,
                ([.. map["files"].Items.Select(item => Path.Combine(folder, item.Text))],
                map["literals"].Items.Select(item => item.Text.Split('=', 2)).ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal)));
        }
        foreach (var image in file["images"].Items) Image = image["name"].Text;
    }

    private void AddObjects(string path)
    {
        Files.Add(path);
        _objects.AddRange(DeployFiles.Yaml(path));
    }
}
