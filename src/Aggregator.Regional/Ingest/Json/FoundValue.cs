namespace Aggregator.Regional.Ingest.Json;

/// <summary>A value that a <see cref="QuoteWalk"/> came by.</summary>
/// <param name="Node">The wanted field.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Where it begins, a string behind its quote.</param>
/// <param name="End">Where it ends, a string before its quote; an object where it begins.</param>
internal readonly record struct FoundValue(FieldNode Node, FoundKind Kind, int Start, int End);

/// <summary>What a value is.</summary>
internal enum FoundKind
{
    /// <summary>A string.</summary>
    Text,

    /// <summary>A number, true, false or null.</summary>
    Bare,

    /// <summary>An object, whose own values follow if any are wanted.</summary>
    Object,

    /// <summary>An array, in which nothing is looked for.</summary>
    Array,
}

/// <summary>Takes the values of fields that have fields in them.</summary>
internal interface INestedValues
{
    /// <summary>Takes a value as if it came next in the log.</summary>
    /// <returns>False when the log must be read another way.</returns>
    bool TryTake(ReadOnlySpan<byte> log, in FoundValue found, LogRecord record);
}
