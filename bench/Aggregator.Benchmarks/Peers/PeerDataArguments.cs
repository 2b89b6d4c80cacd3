using System.Globalization;

namespace Aggregator.Benchmarks.Peers;

/// <summary><c>peer-data small|full COUNT OUT DIMENSIONS</c></summary>
internal static class PeerDataArguments
{
    private const ulong Seed = 42;

    /// <summary>Writes the logs and the tables beside them: the same bytes on every machine.</summary>
    public static void Run(string profile, string count, string output, string dimensions)
    {
        if (profile is not ("small" or "full")) throw new ArgumentException($"'{profile}' is neither small nor full.", nameof(profile));
        var isFull = profile is "full";
        var world = new PeerWorld(Seed);
        PeerTables.Write(world, dimensions);
        var random = new Xoshiro(Seed ^ 0xD1B54A32D192ED03 ^ (isFull ? 1UL : 0));
        var writer = new PeerLogWriter(isFull, random);
        var calls = new PeerCalls(world, Seed, random);
        using var file = new FileStream(output, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 1 << 20);
        var logs = long.Parse(count, CultureInfo.InvariantCulture);
        for (long number = 0; number < logs; number++) file.Write(writer.Write(calls.Draw(number)));
    }
}
