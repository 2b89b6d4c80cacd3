using Aggregator.Core.Series;

namespace Aggregator.Core.Aggregation;

/// <summary>A tenant's level: known by name, none, or not known yet.</summary>
public readonly record struct TenantLevel
{
    private TenantLevel(TenantLevelState state, string? name) => (State, Name) = (state, name);

    /// <summary>No row for the uid.</summary>
    public static TenantLevel None => default;

    /// <summary>Not known yet.</summary>
    public static TenantLevel Unresolved => new(TenantLevelState.Unresolved, null);

    /// <summary>Which of the three it is.</summary>
    public TenantLevelState State { get; }

    /// <summary>The level's name in canonical form; null unless <see cref="TenantLevelState.Known"/>.</summary>
    public string? Name { get; }

    /// <summary>What is shown: the name, or <c>unknown</c>.</summary>
    public string Label => State == TenantLevelState.Known ? Name! : LabelValue.Unknown;

    /// <summary>The order of levels in rows: by what is shown, then by state.</summary>
    public static int Compare(TenantLevel left, TenantLevel right)
    {
        var order = string.CompareOrdinal(left.Label, right.Label);
        // As numbers: an enum's own comparison boxes both.
        return order != 0 ? order : (int)left.State - (int)right.State;
    }

    /// <summary>A level that the table names.</summary>
    public static TenantLevel Known(string name) => new(TenantLevelState.Known, name);
}

/// <summary>What is known of a tenant's level (gc_level). The three states are kept apart on the wire too.</summary>
public enum TenantLevelState : byte
{
    /// <summary>The tenant table has no row for the uid.</summary>
    None = 0,

    /// <summary>The tenant table names a level.</summary>
    Known = 1,

    /// <summary>Not known yet: the lookup failed or was too slow. The centre uses the last level it knows.</summary>
    Unresolved = 2,
}
