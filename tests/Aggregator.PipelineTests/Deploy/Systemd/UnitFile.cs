namespace Aggregator.PipelineTests.Deploy.Systemd;

/// <summary>A systemd unit's settings, in their order.</summary>
internal sealed class UnitFile
{
    private readonly ILookup<string, string> _values;

    private UnitFile(ILookup<string, string> values) => _values = values;

    /// <summary>Reads a unit. Its settings are on a line each, as those of this project are.</summary>
    public static UnitFile Read(string path) => new(File.ReadAllLines(path)
        .Where(line => line.Length > 0 && line[0] is not ('#' or '['))
        .Select(line => line.EndsWith('\\') ? throw new FormatException($"{path}: a setting over two lines: {line}") : line.Split('=', 2))
        .ToLookup(parts => parts[0], parts => parts[1], StringComparer.Ordinal));

    /// <summary>Every value of a setting that may be given again.</summary>
    public IEnumerable<string> All(string name) => _values[name];

    /// <summary>The value of a setting that is given once.</summary>
    public string One(string name) => _values[name].Single();
}
