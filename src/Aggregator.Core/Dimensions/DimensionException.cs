namespace Aggregator.Core.Dimensions;

/// <summary>A dimension table could not be read. The message is <c>file:line: what is wrong; what to do</c>.</summary>
public sealed class DimensionException : Exception
{
    /// <summary>A problem with a file as a whole.</summary>
    public DimensionException(string path, string problem, Exception? inner = null)
        : base($"{path}: {problem}", inner)
    {
    }

    /// <summary>A problem at a line, counted from 1.</summary>
    public DimensionException(string path, long line, string problem)
        : base($"{path}:{line}: {problem}")
    {
    }
}
