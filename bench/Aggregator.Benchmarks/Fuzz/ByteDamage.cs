namespace Aggregator.Benchmarks.Fuzz;

/// <summary>Damages the bytes of a log as lines, files and networks do: cut off, flipped, lost, repeated, of another encoding.</summary>
internal static class ByteDamage
{
    private const int LongestLoss = 100;

    private static readonly byte[] Structural = [.. "\"\\{}[],:0-eE.tfnu \t\r\n"u8];

    /// <summary>Damages a log once, in one of its ways.</summary>
    public static void Apply(List<byte> log, ref Draw draw)
    {
        if (log.Count == 0) return;
        var at = draw.Below(log.Count);
        var length = Math.Min(1 + draw.Below(LongestLoss), log.Count - at);
        switch (draw.Below(9))
        {
            case 0: log.RemoveRange(at, log.Count - at); break;
            case 1: log.RemoveRange(0, at); break;
            case 2: log.RemoveRange(at, length); break;
            case 3: log.InsertRange(at, log.GetRange(at, length)); break;
            case 4: log[at] ^= (byte)(1 << draw.Below(8)); break;
            case 5: log[at] = (byte)draw.Below(0x20); break;
            case 6: log[at] = (byte)(0x80 + draw.Below(0x80)); break; // no UTF-8, wherever it stands
            case 7: log.Insert(at, draw.OneOf(Structural)); break;
            default: log[at] = draw.OneOf(Structural); break;
        }
    }
}
