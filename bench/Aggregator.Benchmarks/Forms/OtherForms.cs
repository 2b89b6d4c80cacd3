using System.Buffers;
using Aggregator.Benchmarks.Fuzz;
using Aggregator.Regional.Ingest.Files;

namespace Aggregator.Benchmarks.Forms;

/// <summary>Rewrites lines of logs in other forms, with damaged lines between them: the same rows must come of both.</summary>
/// <param name="seed">What decides how.</param>
/// <param name="damagedShare">Damaged lines for each log.</param>
internal sealed class OtherForms(ulong seed, double damagedShare)
{
    private readonly Dictionary<string, long> _damaged = new(StringComparer.Ordinal);
    private long _logs;

    /// <summary>Logs that were written.</summary>
    public long Logs => _logs;

    /// <summary>Damaged lines that were written besides, by the reason for which each must be malformed.</summary>
    public IReadOnlyDictionary<string, long> Damaged => _damaged;

    /// <summary>Writes a log in another form, and now and then a damaged line before it.</summary>
    public void Write(ReadOnlySpan<byte> log, IBufferWriter<byte> output)
    {
        var draw = new Draw(seed, _logs++);
        if (draw.Chance(damagedShare))
        {
            var (line, reason) = DamagedLine.Of(log, ref draw);
            output.Write(line);
            output.Write("\n"u8);
            _damaged[reason] = _damaged.GetValueOrDefault(reason) + 1;
        }
        LogForm.Write(log, output, ref draw);
        output.Write("\n"u8);
    }

    /// <summary>Rewrites a file.</summary>
    public void Write(string input, string output)
    {
        var lines = new LineReader(1 << 20);
        var written = new ArrayBufferWriter<byte>(1 << 20);
        using var from = File.OpenRead(input);
        using var to = File.Create(output);
        var buffer = new byte[1 << 20];
        for (int read; (read = from.Read(buffer)) > 0;)
        {
            ReadOnlySpan<byte> chunk = buffer.AsSpan(0, read);
            while (lines.TryRead(ref chunk, out var line)) Write(line, written);
            to.Write(written.WrittenSpan);
            written.ResetWrittenCount();
        }
        if (lines.TryFinish(out var last)) Write(last, written);
        to.Write(written.WrittenSpan);
    }
}
