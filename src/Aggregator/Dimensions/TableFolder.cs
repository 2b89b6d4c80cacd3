using Aggregator.Configuration;
using Aggregator.Core.Dimensions.Database;

namespace Aggregator.Dimensions;

/// <summary>Where the copies of tables from the database are: for good in the data directory, or for the loading alone.</summary>
public sealed class TableFolder : IDisposable
{
    // Null until a replay has a use for it.
    private string? _path;

    private TableFolder(string? path) => (_path, IsForGood) = (path, path is not null);

    /// <summary>Whether a later start can begin with the copies.</summary>
    public bool IsForGood { get; }

    /// <summary>A job's folder; that of a region's worker is its own, since several may share a data directory.</summary>
    public static TableFolder Of(AggregatorOptions options, ConfigurationPurpose purpose) => purpose switch
    {
        ConfigurationPurpose.Replay => new(path: null),
        ConfigurationPurpose.Regional => new(Path.Combine(options.DataDir, "dimensions", options.Region, options.Worker)),
        _ => new(Path.Combine(options.DataDir, "dimensions")),
    };

    /// <summary>The file of a table.</summary>
    /// <exception cref="IOException">A replay's folder cannot be made.</exception>
    public string PathOf(TableSchema schema)
    {
        _path ??= Directory.CreateTempSubdirectory("aggregator-tables-").FullName;
        return Path.Combine(_path, schema.Name + ".csv");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!IsForGood && _path is { } path) Directory.Delete(path, recursive: true);
    }
}
