using System.Buffers;
using Aggregator.Central;

namespace Aggregator.Benchmarks.Stages;

/// <summary>What a scrape sees, from the counters on. Every stage is made for so many series of tenants at least.</summary>
internal static class SeriesStages
{
    private const int SeriesPerTenant = 3;

    /// <summary>A snapshot of all series.</summary>
    public static Action Publish(int series)
    {
        var centre = Filled(series);
        return () => centre.Publish(GeneratedInput.StartMs);
    }

    /// <summary>A snapshot's text.</summary>
    public static Action Write(int series)
    {
        var snapshot = Filled(series).Publish(GeneratedInput.StartMs);
        if (snapshot.SeriesCount < series) throw new InvalidOperationException($"There are only {snapshot.SeriesCount} series.");
        var output = new NoBytes();
        return () => snapshot.Write(output);
    }

    private static CentralEngine Filled(int series)
    {
        var tenants = GeneratedInput.TenantFlush(series / SeriesPerTenant);
        var centre = RowStages.NewCentre();
        centre.Merge(tenants, tenants.CreatedMs);
        return centre;
    }

    /// <summary>Takes bytes and forgets them.</summary>
    private sealed class NoBytes : IBufferWriter<byte>
    {
        private readonly byte[] _buffer = new byte[1 << 20];

        public void Advance(int count)
        {
        }

        public Memory<byte> GetMemory(int sizeHint = 0) => _buffer;

        public Span<byte> GetSpan(int sizeHint = 0) => _buffer;
    }
}
