using System.Globalization;
using Aggregator.Regional.Ingest.Generate;
using Aggregator.Regional.Options;

namespace Aggregator.PipelineTests.Restart;

/// <summary>
/// A gateway that writes its access log as time goes by: several lines a write, now and then half a line that a later
/// write completes. It knows the truth of what it wrote. One caller at a time.
/// </summary>
internal sealed class GatewayTraffic : IDisposable
{
    /// <summary>What is generated, for the tables too.</summary>
    public static readonly GenerateOptions Options = new()
    {
        Rate = 2000,
        Seed = 11,
        Tenants = 200,
        Products = 8,
        Apis = 60,
        Nodes = 6,
        Damaged = 0.005,
        Regions = ["cn-hangzhou", "cn-shanghai"],
    };

    private const int LongestHalfLine = 3000;

    private readonly string _folder;
    private readonly Random _random;
    private readonly LogGenerator _generator;
    private readonly MemoryStream _unwritten = new();
    private FileStream? _file;
    private long _next;
    private int _rotations;

    /// <param name="folder">Where <c>app.log</c> is written; rotated files stay beside it as <c>app.log.N</c>.</param>
    /// <param name="seed">Of where lines are cut.</param>
    public GatewayTraffic(string folder, int seed)
    {
        _folder = Directory.CreateDirectory(folder).FullName;
        _random = new Random(seed);
        _generator = new LogGenerator(Options, "cn-hangzhou", NowMs);
        Truth = new Truth(Tables);
    }

    /// <summary>The dimension tables that fit.</summary>
    public GeneratedTables Tables { get; } = new(Options, ["cn-hangzhou"], allLevels: false);

    /// <summary>What was written, and what is about to be.</summary>
    public Truth Truth { get; }

    /// <summary>The file that is written.</summary>
    public string Path => System.IO.Path.Combine(_folder, "app.log");

    private static long NowMs => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Writes what is due by now, perhaps without the end of the last line.</summary>
    public void Write()
    {
        GenerateDue();
        var kept = _random.Next(2) == 0 ? 0 : Math.Min(_random.Next(LongestHalfLine), (int)_unwritten.Length);
        WriteAllBut(kept);
    }

    /// <summary>Writes what is due by now, to the end of its last line.</summary>
    public void WriteWholeLines()
    {
        GenerateDue();
        WriteAllBut(0);
    }

    /// <summary>Ends the last line and renames the file. The gateway may still write to the old one for a moment.</summary>
    public void Rename()
    {
        WriteWholeLines();
        File.Move(Path, string.Create(CultureInfo.InvariantCulture, $"{Path}.{++_rotations}"));
        if (_random.Next(2) == 0) WriteWholeLines();
        _file!.Dispose();
        _file = null;
    }

    /// <summary>Copies the file to a place that is not followed and truncates it. Its last line must be whole.</summary>
    public void CopyAndTruncate()
    {
        var archive = Directory.CreateDirectory(_folder + "-archive").FullName;
        File.Copy(Path, System.IO.Path.Combine(archive, string.Create(CultureInfo.InvariantCulture, $"{++_rotations}.log")));
        Open().SetLength(0);
        Open().Position = 0;
    }

    /// <summary>Bytes as they are, which no log is generated for.</summary>
    public void WriteRaw(ReadOnlySpan<byte> bytes) => Open().Write(bytes);

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private void GenerateDue()
    {
        for (var nowMs = NowMs; _generator.DueMs(_next) <= nowMs; _next++)
        {
            _unwritten.Write(_generator.Write(_next));
            _unwritten.WriteByte((byte)'\n');
            Truth.Add(_generator.Describe(_next));
        }
    }

    private void WriteAllBut(int kept)
    {
        var bytes = _unwritten.ToArray();
        Open().Write(bytes.AsSpan(..^kept));
        _unwritten.SetLength(0);
        _unwritten.Write(bytes.AsSpan(^kept..));
    }

    private FileStream Open() => _file ??= new FileStream(
        Path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
}
