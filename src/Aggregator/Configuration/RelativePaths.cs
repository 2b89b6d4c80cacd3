using Aggregator.Core.Dimensions;
using Aggregator.Core.Transport.Kafka;

namespace Aggregator.Configuration;

/// <summary>Makes every path of a configuration absolute: relative ones start at the configuration file's folder.</summary>
internal static class RelativePaths
{
    public static AggregatorOptions Resolve(AggregatorOptions options, string folder) => options with
    {
        Kafka = options.Kafka is { } kafka ? Resolve(kafka, folder) : null,
        Central = options.Central with
        {
            Regions = [.. options.Central.Regions.Select(region => region with { Kafka = Resolve(region.Kafka, folder) })],
        },
        DataDir = Resolve(options.DataDir, folder)!,
        Sources = [.. options.Sources.Select(source => source with { File = Resolve(source.File, folder) })],
        DeadLetters = options.DeadLetters with { File = Resolve(options.DeadLetters.File, folder) },
        Dimensions = new DimensionsOptions
        {
            Mysql = options.Dimensions.Mysql is { } mysql
                ? mysql with { PasswordFile = Resolve(mysql.PasswordFile, folder), CaFile = Resolve(mysql.CaFile, folder) }
                : null,
            Clusters = ResolveCsv(options.Dimensions.Clusters, folder),
            Tenants = ResolveCsv(options.Dimensions.Tenants, folder),
            Apis = ResolveCsv(options.Dimensions.Apis, folder),
        },
    };

    /// <summary>True for a text that can be a path at all.</summary>
    public static bool IsPath(string text) => text.Length > 0 && !text.Contains('\0', StringComparison.Ordinal);

    private static TCluster Resolve<TCluster>(TCluster cluster, string folder)
        where TCluster : KafkaClusterOptions => (TCluster)(cluster with
        {
            Sasl = cluster.Sasl is { } sasl ? sasl with { PasswordFile = Resolve(sasl.PasswordFile, folder) } : null,
            Tls = cluster.Tls is { } tls
                ? new TlsOptions
                {
                    CaFile = Resolve(tls.CaFile, folder),
                    CertificateFile = Resolve(tls.CertificateFile, folder),
                    KeyFile = Resolve(tls.KeyFile, folder),
                    KeyPasswordFile = Resolve(tls.KeyPasswordFile, folder),
                }
                : null,
        });

    private static TDimension? ResolveCsv<TDimension>(TDimension? dimension, string folder)
        where TDimension : DimensionOptions => dimension is null ? null : (TDimension)(dimension with { Csv = Resolve(dimension.Csv, folder) });

    // What is no path is left as it is: the rules tell.
    private static string? Resolve(string? path, string folder) =>
        path is not null && IsPath(path) ? Path.GetFullPath(path, folder) : path;
}
