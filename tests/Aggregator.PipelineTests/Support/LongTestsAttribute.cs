using System.Collections.Concurrent;
using System.Reflection;
using Aggregator.PipelineTests.Support;
using Xunit.v3;

[assembly: LongTests]

namespace Aggregator.PipelineTests.Support;

/// <summary>Names tests that take minutes, every minute, on standard error: of a run that stands still, the log then says where.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class LongTestsAttribute : BeforeAfterTestAttribute
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);
    private static readonly ConcurrentDictionary<string, long> Running = new(StringComparer.Ordinal);
    private static readonly ITimer Timer = TimeProvider.System.CreateTimer(_ => Tell(), null, Every, Every);

    /// <inheritdoc/>
    public override void Before(MethodInfo methodUnderTest, IXunitTest test) => Running[test.TestDisplayName] = TimeProvider.System.GetTimestamp();

    /// <inheritdoc/>
    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        Running.TryRemove(test.TestDisplayName, out _);
        GC.KeepAlive(Timer);
    }

    private static void Tell()
    {
        foreach (var (name, begun) in Running)
        {
            if (TimeProvider.System.GetElapsedTime(begun) is var time && time > Long) Console.Error.WriteLine($"{name} has been running for {time.TotalMinutes:F0} minutes.");
        }
    }
}
