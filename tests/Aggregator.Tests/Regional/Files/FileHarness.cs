using System.Globalization;
using System.Text;
using Aggregator.Core.Wire;
using Aggregator.Regional.Emit;
using Aggregator.Regional.Ingest;
using Aggregator.Regional.Ingest.Files;
using Aggregator.Regional.Options;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Aggregator.Tests.Regional.Files;

/// <summary>
/// A file source over a temporary folder, with a clock moved by hand. A line that begins with <c>t=</c> and a number is
/// a log with that event time in ms.
/// </summary>
internal sealed class FileHarness : IDisposable
{
    public const long IdleAfterMs = 10_000;
    public const long OutOfOrdernessMs = 5_000;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("follow-");
    private readonly ManualTime _time = new();
    private string _pattern = "*.log";
    private bool _follow = true;
    private int _maxLine = 1024 * 1024;
    private long _flushedMs;
    private RestoredProgress _restored = null!;

    public FileSource Source { get; private set; } = null!;

    public List<ReadLine> Lines { get; } = [];

    public RecordingLogger Log { get; } = new();

    public IReadOnlyList<SourceProgress> LastFlush { get; private set; } = [];

    public void AssertTexts(params string[] expected) => Assert.Equal(expected, Texts, StringComparer.Ordinal);

    public string Folder => _folder.FullName;

    public long NowMs => _time.GetUtcNow().ToUnixTimeMilliseconds();

    public IEnumerable<string> Texts => Lines.Select(line => line.Text);

    public SourcePartition Single => Assert.Single(Source.Partitions);

    public FileHarness Start(string pattern = "*.log", bool follow = true, int maxLine = 1024 * 1024)
    {
        (_pattern, _follow, _maxLine) = (pattern, follow, maxLine);
        Restart();
        return this;
    }

    /// <summary>Ends the source like a kill and starts one with the progress of the last flush.</summary>
    public void Restart(string? pattern = null)
    {
        _pattern = pattern ?? _pattern;
        Source?.Dispose();
        var options = new SourceOptions { File = At(_pattern), Follow = _follow, MaxLine = _maxLine };
        _restored = new(new LastFlush(0, _flushedMs, LastFlush));
        Source = new(options, _restored, Context(new FileClaims()));
    }

    public FileContext Context(FileClaims claims) => new(OutOfOrdernessMs, IdleAfterMs, _time, Log, claims);

    public string At(string name) => Path.Combine(Folder, name);

    public void Append(string name, string text) => File.AppendAllText(At(name), text);

    public void Rename(string from, string to) => File.Move(At(from), At(to));

    public void Delete(string name) => File.Delete(At(name));

    public void Truncate(string name)
    {
        using var file = new FileStream(At(name), FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.SetLength(0);
    }

    public void Advance(long ms) => _time.Advance(ms);

    public void SetWallClock(long byMs) => _time.SetWallClock(byMs);

    public int Poll() => Source.Poll(LogReceiver.Of(Receive), NowMs);

    /// <summary>Lets time go by second by second, reading all there is.</summary>
    public void Run(int seconds = 2)
    {
        for (var second = 0; second < seconds; second++)
        {
            Advance(1000);
            while (Poll() > 0)
            {
            }
        }
    }

    /// <summary>Makes a flush durable.</summary>
    public IReadOnlyList<SourceProgress> Flush()
    {
        SourcePartition[] partitions = [.. Source.Partitions, .. _restored.Absent(NowMs)];
        _flushedMs = NowMs;
        LastFlush = [.. partitions.Select(partition => partition.ToProgress())];
        foreach (var partition in partitions) partition.Flushed();
        return LastFlush;
    }

    public void Dispose()
    {
        Source?.Dispose();
        _folder.Delete(recursive: true);
    }

    private void Receive(SourcePartition partition, ReadOnlySpan<byte> message, in LogArrival arrival)
    {
        Assert.Equal(arrival.Position, partition.Next);
        var text = Encoding.UTF8.GetString(message);
        Lines.Add(new(partition.Id.Topic, arrival.Position, text, arrival.Damage is not null));
        if (text.StartsWith("t=", StringComparison.Ordinal))
        {
            partition.Watermark.Observe(long.Parse(text.AsSpan(2), CultureInfo.InvariantCulture));
        }
    }
}

internal sealed record ReadLine(string Topic, long Position, string Text, bool TooLong);

/// <summary>A clock that moves only by hand.</summary>
internal sealed class ManualTime : TimeProvider
{
    private long _ms = 1_768_484_243_000;
    private long _setByMs;

    public override long TimestampFrequency => 1000;

    public void Advance(long ms) => _ms += ms;

    /// <summary>Somebody sets the wall clock, ahead or back; no time passes.</summary>
    public void SetWallClock(long byMs) => _setByMs += byMs;

    public override long GetTimestamp() => _ms;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(_ms + _setByMs);
}

/// <summary>Keeps what was logged at warning level or above, and what was below.</summary>
internal sealed class RecordingLogger : ILogger
{
    public List<string> Warnings { get; } = [];

    public List<string> Others { get; } = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        (logLevel >= LogLevel.Warning ? Warnings : Others).Add(formatter(state, exception));
    }
}
