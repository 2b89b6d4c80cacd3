using System.Text;
using Aggregator.Core.Series;
using Aggregator.Regional.Ingest;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Aggregator.Tests.Regional.Ingest;

/// <summary>Canonical strings, kept.</summary>
public sealed class LabelPoolTests
{
    [Fact]
    public void Gives_the_canonical_form_first_and_again()
    {
        var pool = new LabelPool(maxEntries: 50);
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), value =>
        {
            var longer = Enumerable.Repeat(value, 40).SelectMany(bytes => bytes).ToArray();
            Assert.Equal(LabelValue.Canonical(value), pool.Canonical(value));
            Assert.Equal(LabelValue.Canonical(value), pool.Canonical(value));
            Assert.Equal(LabelValue.Canonical(longer), pool.Canonical(longer));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Keeps_empty_empty_or_makes_it_unknown()
    {
        var pool = new LabelPool();
        Assert.Equal(("", "unknown", "_unknown"), (pool.Canonical(""u8), pool.CanonicalOrUnknown(""u8), pool.CanonicalOrUnknown("unknown"u8)));
    }

    [Fact]
    public void Allocates_nothing_for_a_value_seen_before()
    {
        var pool = new LabelPool();
        var first = pool.Canonical("DescribeInstances"u8);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var again = pool.Canonical("DescribeInstances"u8);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Same(first, again);
    }

    [Fact]
    public void Is_bounded_in_entries_and_in_the_size_of_each()
    {
        var pool = new LabelPool(maxEntries: 10);
        for (var i = 0; i < 1000; i++)
        {
            Assert.Equal($"v{i}", pool.Canonical(Encoding.UTF8.GetBytes($"v{i}")));
            Assert.InRange(pool.Count, 1, 10);
        }
        var huge = Encoding.UTF8.GetBytes(new string('x', 1_000_000));
        var before = GC.GetAllocatedBytesForCurrentThread();
        pool.Canonical(huge);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000);
    }
}
