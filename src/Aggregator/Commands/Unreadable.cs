using System.Globalization;
using Aggregator.Topics;

namespace Aggregator.Commands;

/// <summary>
/// Messages that are not what <c>inspect</c> was asked to show. The first are told one by one; a whole topic of something
/// else would fill the terminal, so the rest is a number.
/// </summary>
internal sealed class Unreadable(TextWriter error)
{
    private const int ToldOneByOne = 5;

    /// <summary>How many there were.</summary>
    public long Count { get; private set; }

    /// <summary>Takes one.</summary>
    public void Add(TopicMessage message, string problem)
    {
        if (Count++ < ToldOneByOne) error.WriteLine($"{message.Place}: {problem}");
    }

    /// <summary>Tells how many were not told, and how all of it ends.</summary>
    public int ToExitCode()
    {
        if (Count > ToldOneByOne) error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"… and {Count - ToldOneByOne:N0} more; is this the right file or topic?"));
        return Count == 0 ? ExitCode.Done : ExitCode.Failed;
    }
}
