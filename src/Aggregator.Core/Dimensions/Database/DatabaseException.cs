namespace Aggregator.Core.Dimensions.Database;

/// <summary>A table cannot be had from the database, nor from a copy. The message says what is wrong and what to do.</summary>
public sealed class DatabaseException(string message, Exception? inner = null) : IOException(message, inner);
