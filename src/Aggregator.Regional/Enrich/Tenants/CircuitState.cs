namespace Aggregator.Regional.Enrich.Tenants;

/// <summary>Whether the database is asked.</summary>
public enum CircuitState
{
    /// <summary>It is.</summary>
    Closed = 0,

    /// <summary>It failed, and is left alone.</summary>
    Open = 1,

    /// <summary>It failed, and one lookup finds out whether it still does.</summary>
    Trial = 2,
}
