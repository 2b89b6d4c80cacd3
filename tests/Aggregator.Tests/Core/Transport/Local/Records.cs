using Aggregator.Core.Transport.Local;
using Xunit;

namespace Aggregator.Tests.Core.Transport.Local;

/// <summary>Records whose content follows from their number, so that a lost, doubled, moved or changed one shows.</summary>
internal static class Records
{
    /// <summary>Record number <paramref name="number"/>: the number (8 bytes), then bytes that follow from it.</summary>
    public static byte[] Numbered(long number, int bytes)
    {
        var record = new byte[Math.Max(bytes, sizeof(long))];
        new Random(unchecked((int)number)).NextBytes(record);
        BitConverter.TryWriteBytes(record, number);
        return record;
    }

    /// <summary>Compares whole records; Assert.Equal takes a second for a megabyte.</summary>
    public static void AssertSame(IEnumerable<byte[]> expected, IReadOnlyList<byte[]> actual)
    {
        var number = 0;
        foreach (var record in expected)
        {
            Assert.True(number < actual.Count, $"record {number} is missing");
            Assert.True(record.AsSpan().SequenceEqual(actual[number]), $"record {number} differs");
            number++;
        }
        Assert.Equal(number, actual.Count);
    }

    /// <summary>Everything that can be read now.</summary>
    public static List<byte[]> ReadAll(CompactLog log, long? from = null)
    {
        using var reader = log.OpenReader(from ?? log.BeginPosition);
        return ReadOn(reader);
    }

    /// <summary>Everything that a reader has not read yet; checks that the positions join up.</summary>
    public static List<byte[]> ReadOn(CompactLogReader reader)
    {
        var records = new List<byte[]>();
        var expected = reader.Position;
        while (reader.TryRead(out var record, out var position, out var next))
        {
            Assert.Equal(expected, position);
            expected = next;
            records.Add(record.ToArray());
        }
        return records;
    }

    /// <summary>Opens a log, and closes it again.</summary>
    public static List<byte[]> ReadAll(string directory)
    {
        using var log = CompactLog.Open(directory);
        return ReadAll(log);
    }
}
