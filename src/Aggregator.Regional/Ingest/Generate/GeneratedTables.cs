using Aggregator.Regional.Options;

namespace Aggregator.Regional.Ingest.Generate;

/// <summary>
/// The dimension tables of a generated world. A few nodes and APIs are missing on purpose, and so is the level of about
/// half of the tenants unless <paramref name="allLevels"/>.
/// </summary>
/// <param name="options">The same as the generators'.</param>
/// <param name="regions">Where gateway nodes stand.</param>
/// <param name="allLevels">Every tenant has a level.</param>
public sealed class GeneratedTables(GenerateOptions options, IReadOnlyList<string> regions, bool allLevels)
{
    private readonly GeneratedWorld _world = new(options);

    /// <summary>The level that the tenant table gives the tenant with this rank, or null.</summary>
    public string? LevelOf(int tenant) => allLevels || _world.HasLevel(tenant) ? _world.Level(tenant) : null;

    /// <summary>
    /// Writes clusters.csv, tenants.csv and apis.csv into <paramref name="folder"/>, which is made when missing. Row
    /// by row: no table is ever held in memory.
    /// </summary>
    /// <exception cref="IOException">The folder or a file cannot be written.</exception>
    public void WriteCsv(string folder)
    {
        Directory.CreateDirectory(folder);
        WriteTable(Path.Combine(folder, "clusters.csv"), "local_ip,app_group,region_id", WriteClusters);
        WriteTable(Path.Combine(folder, "tenants.csv"), "uid,gc_level", WriteTenants);
        WriteTable(Path.Combine(folder, "apis.csv"), "product,api,version,priority,biz_domain", WriteApis);
    }

    private static void WriteTable(string path, string header, Action<StreamWriter> writeRows)
    {
        using var writer = new StreamWriter(path) { NewLine = "\n" };
        writer.WriteLine(header);
        writeRows(writer);
    }

    private void WriteClusters(StreamWriter writer)
    {
        foreach (var region in regions.Select(GeneratedWorld.PlainName).Distinct(StringComparer.Ordinal))
        {
            for (var number = 0; number < options.Nodes; number++)
            {
                var node = _world.Node(region, number);
                if (node.IsListed) writer.WriteLine($"{node.LocalIp},{node.AppGroup},{node.RegionId}");
            }
        }
    }

    private void WriteTenants(StreamWriter writer)
    {
        for (var tenant = 0; tenant < options.Tenants; tenant++)
        {
            if (LevelOf(tenant) is not { } level) continue;
            writer.Write(_world.Uid(tenant));
            writer.Write(',');
            writer.WriteLine(level);
        }
    }

    private void WriteApis(StreamWriter writer)
    {
        for (var number = 0; number < _world.ApiCount; number++)
        {
            var api = _world.Api(number);
            if (api.IsListed) writer.WriteLine($"{api.Product},{api.Name},{api.Version},{api.Priority},{api.BizDomain}");
        }
    }
}
