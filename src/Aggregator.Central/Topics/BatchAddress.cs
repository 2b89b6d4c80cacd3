using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Aggregator.Central.Topics;

/// <summary>A message of a compact topic on Kafka, as operators write it: <c>REGION/PARTITION/OFFSET</c>.</summary>
/// <param name="Region">Source region.</param>
/// <param name="Partition">Partition of its compact topic.</param>
/// <param name="Offset">Offset in the partition.</param>
public sealed record BatchAddress(string Region, int Partition, long Offset)
{
    /// <summary>The stream that it is in.</summary>
    public string Stream => StreamOf(Region, Partition);

    /// <summary>Name of a partition's stream: <c>REGION/PARTITION</c>.</summary>
    public static string StreamOf(string region, int partition) => string.Create(CultureInfo.InvariantCulture, $"{region}/{partition}");

    /// <summary>The partition that a stream of the region is; false when it is no partition, or another region's.</summary>
    public static bool TryPartitionOf(string stream, string region, out int partition)
    {
        partition = 0;
        return stream.Length > region.Length + 1 && stream.StartsWith(region, StringComparison.Ordinal) && stream[region.Length] == '/'
            && int.TryParse(stream.AsSpan(region.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out partition);
    }

    /// <summary>Reads <see cref="ToString"/>. A region may hold anything but slashes.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out BatchAddress? address)
    {
        address = text.Split('/') is [{ Length: > 0 } region, var number, var position]
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
            && long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
                ? new BatchAddress(region, partition, offset)
                : null;
        return address is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Region}/{Partition}/{Offset}");
}
