using System.Data.Common;
using System.Text;
using Aggregator.Core.Aggregation;
using Aggregator.Core.Dimensions.Database;
using Aggregator.Core.Series;

namespace Aggregator.Regional.Enrich.Tenants;

/// <summary>
/// Reads rows of <c>user_level_dim</c> from the database. One thread.
/// <para>
/// Uids are parameters of an IN list. A JSON_TABLE takes half the time (5 ms for a thousand, against 9), but its values have a collation and a type of their own:
/// where the column's differ, servers refuse the comparison or read the whole table. A constant takes the column's.
/// </para>
/// <para>
/// A row is returned as the table spells it, and is no answer for another spelling: the collation of a text column may find
/// <c>ABC</c> for <c>abc</c>, a number column finds <c>7</c> for <c>007</c>. A key that stands for a reserved word finds the
/// row of that word; of a uid that was cut, the row is never found.
/// </para>
/// </summary>
public sealed class TenantRows(DatabaseServer server, LookupTableOptions options, TimeSpan timeout)
{
    // What is longer than a label value can neither match nor be shown whole, so it need not travel.
    private const int MaxCharacters = LabelValue.MaxBytes + 1;

    private readonly string _table = SqlName.QuoteTable(options.Table ?? TableSchema.Tenants.Table);
    private readonly string _uid = SqlName.Quote(TableQuery.NameOf("uid", options));
    private readonly string _level = SqlName.Quote(TableQuery.NameOf("gc_level", options));
    private bool? _hasNumbers;

    /// <inheritdoc cref="TenantQuery"/>
    /// <exception cref="LookupFailedException">
    /// The database failed. That took no longer than the server's connect timeout and the timeout of this, which all statements
    /// share, and a second, because drivers count whole ones.
    /// </exception>
    public IReadOnlyDictionary<string, TenantLevel> Read(IReadOnlyList<string> uids)
    {
        try
        {
            using var connection = server.Connections.OpenConnection();
            var words = uids.Select(LabelValue.ReservedWordOf).OfType<string>();
            return WithKeysOfWords(Read(new TimedCommands(connection, timeout), [.. uids, .. words]), uids);
        }
#pragma warning disable CA1031 // A driver that lost its server throws whatever it stumbles over.
        catch (Exception e)
#pragma warning restore CA1031
        {
            // Whoever mends the table may give the column another type.
            _hasNumbers = null;
            throw new LookupFailedException(DatabaseProblem.Of(e, server.Options, TableSchema.Tenants), DatabaseFailure.IsTransient(e), e);
        }
    }

    // A log's "other" has the key "_other", lest it pose as the product; the table knows it as "other".
    private static Dictionary<string, TenantLevel> WithKeysOfWords(Dictionary<string, TenantLevel> levels, IReadOnlyList<string> uids)
    {
        foreach (var uid in uids)
        {
            if (LabelValue.ReservedWordOf(uid) is { } word && levels.Remove(word, out var level)) levels.TryAdd(uid, level);
        }
        return levels;
    }

    private Dictionary<string, TenantLevel> Read(TimedCommands commands, IReadOnlyList<string> uids)
    {
        var levels = new Dictionary<string, TenantLevel>(uids.Count, StringComparer.Ordinal);
        var hasNumbers = _hasNumbers ??= HasNumbers(commands);
        foreach (var group in hasNumbers ? UidGroups.Numbers(uids) : UidGroups.Texts(uids))
        {
            List<object> asked = [.. group];
            try
            {
                Read(commands, asked, levels);
            }
            catch (DbException e) when (group.Key > 0 && DatabaseFailure.IsAboutCharacters(e))
            {
                // Of the uids with a character that the column cannot hold there are no rows; the others are asked for again.
                var held = new ColumnCharacters(_table, _uid).Held(commands, asked);
                if (held.Count > 0) Read(commands, held, levels);
            }
        }
        return levels;
    }

    /// <summary>Whether the uid column holds numbers.</summary>
    private bool HasNumbers(TimedCommands commands)
    {
        using var command = commands.Next();
        command.CommandText = $"SELECT {_uid} FROM {_table} LIMIT 0";
        using var reader = command.ExecuteReader();
        return Type.GetTypeCode(reader.GetFieldType(0)) is >= TypeCode.SByte and <= TypeCode.Decimal;
    }

    private void Read(TimedCommands commands, List<object> uids, Dictionary<string, TenantLevel> levels)
    {
        using var command = commands.Next();
        var names = uids.Select(uid => command.AddParameter(uid));
        command.CommandText =
            $"SELECT LEFT({_uid}, {MaxCharacters}), LEFT({_level}, {MaxCharacters}) FROM {_table} WHERE {_uid} IN ({string.Join(',', names)})";
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            if (TextAt(reader, 0) is { } uid && TextAt(reader, 1) is { Length: > 0 } level) levels[uid] = TenantLevel.Known(LabelValue.Canonical(level));
        }
    }

    /// <summary>A value as text, of a binary column too; null when there is none.</summary>
    private static string? TextAt(DbDataReader reader, int column) => reader.GetValue(column) switch
    {
        string text => text,
        byte[] bytes => Encoding.UTF8.GetString(bytes),
        _ => null,
    };
}
