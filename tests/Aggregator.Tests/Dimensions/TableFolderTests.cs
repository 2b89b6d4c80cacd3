using Aggregator.Configuration;
using Aggregator.Core.Dimensions.Database;
using Aggregator.Dimensions;
using Xunit;

namespace Aggregator.Tests.Dimensions;

/// <summary>Where the copies of tables are.</summary>
public sealed class TableFolderTests
{
    private static readonly AggregatorOptions Options = new() { Region = "cn-a", Worker = "7", DataDir = "/data" };

    [Theory]
    [InlineData(ConfigurationPurpose.Standalone, "/data/dimensions/apis.csv")]
    [InlineData(ConfigurationPurpose.Central, "/data/dimensions/apis.csv")]
    [InlineData(ConfigurationPurpose.Regional, "/data/dimensions/cn-a/7/apis.csv")]
    public void A_job_keeps_them_in_its_data_directory_and_a_worker_in_its_own_part(ConfigurationPurpose purpose, string path)
    {
        using var folder = TableFolder.Of(Options, purpose);
        Assert.Equal((path, true), (folder.PathOf(TableSchema.Apis), folder.IsForGood));
    }

    [Fact]
    public void A_replay_leaves_none_behind()
    {
        string path;
        using (var folder = TableFolder.Of(Options, ConfigurationPurpose.Replay))
        {
            path = folder.PathOf(TableSchema.Clusters);
            File.WriteAllText(path, "a copy");
            Assert.False(folder.IsForGood);
        }
        Assert.False(Directory.Exists(Path.GetDirectoryName(path)));
    }
}
