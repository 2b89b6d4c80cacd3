using System.Globalization;
using Aggregator.Core.Dimensions;

namespace Aggregator.Central.State;

/// <summary>
/// The API table in use, and copies of those that the journal refers to: merged again, a row must get the priority that it
/// had, even when the table's source has changed meanwhile.
/// </summary>
public sealed class ApiTables
{
    private readonly string _directory;
    private readonly CurrentTable<ApiTable> _source;
    private ApiTable _newest;
    private ApiTable _current;

    // Copies that the newest snapshot and the journal after it name.
    private readonly HashSet<string> _named = new(StringComparer.Ordinal);

    /// <summary>Tables kept in a folder; newer ones come from <paramref name="source"/>, when <see cref="UseNewest"/> looks.</summary>
    public ApiTables(string directory, CurrentTable<ApiTable> source)
    {
        _directory = directory;
        _source = source;
        _newest = source.Current;
        _current = ApiTable.Empty;
    }

    /// <summary>Hash of the table in use.</summary>
    public ulong Hash => HashOf(_current);

    /// <summary>Priority of an API, or null when the table does not have it.</summary>
    public string? PriorityOf(string product, string api, string version) => _current.PriorityOf(product, api, version);

    /// <summary>Goes back to a table that was in use before.</summary>
    /// <exception cref="InvalidDataException">Its copy is gone.</exception>
    public void Use(ulong hash)
    {
        if (hash == HashOf(_newest)) _current = _newest;
        else if (hash == HashOf(ApiTable.Empty)) _current = ApiTable.Empty;
        else if (File.Exists(PathOf(hash))) _current = ApiTable.Load(PathOf(hash));
        else throw new InvalidDataException($"The API table {PathOf(hash)}, which the saved state was made with, is gone. Restore the folder from a copy.");
        _named.Add(PathOf(hash));
    }

    /// <summary>Whether the source has another table than the one that was looked at last: one volatile read.</summary>
    public bool HasNews => !ReferenceEquals(_source.Current, _newest);

    /// <summary>Goes on with the newest table; false when it is the one in use.</summary>
    public bool UseNewest()
    {
        _newest = _source.Current;
        if (Hash == HashOf(_newest)) return false;
        Directory.CreateDirectory(_directory);
        if (!File.Exists(PathOf(HashOf(_newest)))) _newest.Save(PathOf(HashOf(_newest)));
        Use(HashOf(_newest));
        return true;
    }

    /// <summary>
    /// A snapshot was saved. Deletes the copies that neither it, nor the one before, nor the journal after that one names.
    /// </summary>
    public void Saved()
    {
        foreach (var path in Directory.EnumerateFiles(_directory, "apis-*.csv"))
        {
            if (IsCopy(path) && !_named.Contains(path)) File.Delete(path);
        }
        _named.Clear();
        _named.Add(PathOf(Hash));
    }

    private static ulong HashOf(ApiTable table) => Convert.ToUInt64(table.Hash[..16], 16);

    private string PathOf(ulong hash) => Path.Combine(_directory, $"apis-{hash:x16}.csv");

    private bool IsCopy(string path) =>
        ulong.TryParse(Path.GetFileNameWithoutExtension(path)["apis-".Length..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hash)
        && string.Equals(path, PathOf(hash), StringComparison.Ordinal);
}
