namespace Aggregator.Commands;

/// <summary>What the process tells its caller.</summary>
public static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>Something failed while running.</summary>
    public const int Failed = 1;

    /// <summary>Bad usage or configuration: nothing was begun, and every problem is on standard error.</summary>
    public const int Usage = 2;
}
