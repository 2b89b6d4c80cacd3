namespace Aggregator.Regional.Enrich.Tenants;

/// <summary>The tenant table could not be asked. The message says what is wrong and what to do, without a full stop.</summary>
public sealed class LookupFailedException(string message, bool isTransient, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether the same lookup may succeed a moment later.</summary>
    public bool IsTransient { get; } = isTransient;
}
