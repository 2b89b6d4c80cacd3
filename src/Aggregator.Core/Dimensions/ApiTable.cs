using System.Security.Cryptography;
using System.Text;
using Aggregator.Core.Series;
using Aggregator.Core.Transport.Local;

namespace Aggregator.Core.Dimensions;

/// <summary>
/// The table <c>api_dim</c>: product, API and version to priority. Keys and values are in canonical form
/// (<see cref="LabelValue"/>), so that they meet the keys of logs; an empty version stands for logs without one.
/// Immutable.
/// </summary>
public sealed class ApiTable
{
    private readonly Dictionary<ApiKey, string> _priorities;
    private readonly byte[] _csv;

    private ApiTable(Dictionary<ApiKey, string> priorities, int duplicates)
    {
        _priorities = priorities;
        Duplicates = duplicates;
        _csv = ToCsv(priorities);
        Hash = Convert.ToHexStringLower(SHA256.HashData(_csv));
    }

    /// <summary>A table without rows.</summary>
    public static ApiTable Empty { get; } = new([], 0);

    /// <summary>Rows, each key counted once.</summary>
    public int Count => _priorities.Count;

    /// <summary>Rows whose key had been there before; the last row of a key counts.</summary>
    public int Duplicates { get; }

    /// <summary>
    /// SHA-256 of the rows in lower-case hexadecimal: the same for the same rows in any order, whatever else the file held.
    /// </summary>
    public string Hash { get; }

    /// <summary>Reads a CSV file with the columns <c>product,api,version,priority</c>.</summary>
    /// <exception cref="DimensionException">The file cannot be read.</exception>
    public static ApiTable Load(string path)
    {
        var priorities = new Dictionary<ApiKey, string>();
        var shared = new Dictionary<string, string>(StringComparer.Ordinal);
        var duplicates = 0;
        using var csv = new CsvReader(path, "product", "api", "version", "priority");
        while (csv.Read())
        {
            if (csv[0].IsEmpty || csv[1].IsEmpty) throw csv.Problem("product or api is empty; fill it in or remove the row");
            var key = new ApiKey(Share(csv[0]), Share(csv[1]), Share(csv[2]));
            if (!priorities.TryAdd(key, Share(csv[3])))
            {
                priorities[key] = Share(csv[3]);
                duplicates++;
            }
        }
        return new ApiTable(priorities, duplicates);

        // Products, versions and priorities come again and again: one string each.
        string Share(ReadOnlySpan<byte> value)
        {
            var text = LabelValue.CanonicalOrUnknown(value);
            return shared.TryGetValue(text, out var known) ? known : shared[text] = text;
        }
    }

    /// <summary>The API's priority in canonical form, or null when the table has no row for it.</summary>
    public string? PriorityOf(string product, string api, string version) =>
        _priorities.GetValueOrDefault(new ApiKey(product, api, version));

    /// <summary>
    /// Writes what <see cref="Load"/> reads back as an equal table. When it returns the file is on the disk; after a crash it
    /// is there whole or not at all.
    /// </summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path) => DurableFile.Replace(path, file => file.Write(_csv));

    private static byte[] ToCsv(Dictionary<ApiKey, string> priorities)
    {
        var rows = priorities.ToArray();
        Array.Sort(rows, (a, b) => ApiKey.Compare(a.Key, b.Key));
        var text = new StringBuilder("product,api,version,priority\n");
        foreach (var (key, priority) in rows)
        {
            Append(key.Product, ',');
            Append(key.Api, ',');
            Append(key.Version, ',');
            Append(priority, '\n');
        }
        return Encoding.UTF8.GetBytes(text.ToString());

        // The word for a missing value is written as one: read back as a word it would be taken for a log's own.
        void Append(string value, char end)
        {
            var isMissing = string.Equals(value, LabelValue.Unknown, StringComparison.Ordinal);
            if (!isMissing) text.Append('"').Append(value.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
            text.Append(end);
        }
    }

    private readonly record struct ApiKey(string Product, string Api, string Version)
    {
        public static int Compare(ApiKey a, ApiKey b)
        {
            var order = string.CompareOrdinal(a.Product, b.Product);
            if (order == 0) order = string.CompareOrdinal(a.Api, b.Api);
            return order == 0 ? string.CompareOrdinal(a.Version, b.Version) : order;
        }
    }
}
