using Aggregator.Configuration;
using Aggregator.Core.Dimensions.Database;

namespace Aggregator.Dimensions;

/// <summary>Where the copies of tables from the database are: for good in the data directory, or for the loading alone.</summary>
public sealed class TableFolder : IDisposable
{
    private readonly string _path;

    private TableFolder(string path, bool isForGood) => (_path, IsForGood) = (path, isForGood);

    /// <summary>Whether a later start can begin with the copies.</summary>
    public bool IsForGood { get; }

    /// <summary>A job's folder; that of a region's worker is its own, since several may share a data directory.</summary>
    public static TableFolder Of(AggregatorOptions options, ConfigurationPurpose purpose) => purpose switch
    {
        ConfigurationPurpose.Replay => new(Directory.CreateTempSubdirectory("aggregator-tables-").FullName, isForGood: false),
        ConfigurationPurpose.Regional => new(Path.Combine(options.DataDir, "dimensions", $"{options.Region}-{options.Worker}"), isForGood: true),
        _ => new(Path.Combine(options.DataDir, "dimensions"), isForGood: true),
    };

    /// <summary>The file of a table.</summary>
    public string PathOf(TableSchema schema) => Path.Combine(_path, schema.Name + ".csv");

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!IsForGood) Directory.Delete(_path, recursive: true);
    }
}
