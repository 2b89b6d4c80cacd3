using System.Diagnostics;
using System.Globalization;
using Aggregator.Core.Telemetry;
using Aggregator.Regional.Emit;
using Aggregator.Regional.Ingest;
using Aggregator.Regional.Ingest.Generate;
using Aggregator.Regional.Options;
using Microsoft.Win32.SafeHandles;
using Spectre.Console;

namespace Aggregator.Commands;

/// <summary>Does what <c>generate</c> was asked for; logs go to standard output or a file, words to <paramref name="error"/>.</summary>
internal sealed class GenerateRun(GenerateRequest request, TextWriter error)
{
    private const int BlockBytes = 1 << 16;
    private const int BrokenPipe = 32; // EPIPE
    private static readonly TimeSpan LivePause = TimeSpan.FromMilliseconds(10);

    private readonly GenerateOptions _options = request.Options;
    private readonly BlockWriter _block = new(BlockBytes);
    private long _logs;

    /// <summary>Done when all is written, or the reader of a pipe has had enough; failed when it is not.</summary>
    public async Task<int> ToExitCodeAsync(CancellationToken stop)
    {
        try
        {
            WriteTables(request);
            if (!request.WithoutLogs) await WriteLogsAsync(stop);
            return _options.Count > _logs && !request.WithoutLogs ? ExitCode.Failed : ExitCode.Done;
        }
        catch (IOException e) when (e.HResult == BrokenPipe)
        {
            return ExitCode.Done;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync($"aggregator: {e.Message}");
            return ExitCode.Failed;
        }
    }

    // The console's stream hides that a pipe is closed; a stream by handle writes a file from its start, whatever wrote
    // to it before. Unbuffered, because disposing a buffer would write to a closed pipe once more.
    private static Stream OpenStandardOutput()
    {
        var byHandle = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return byHandle.CanSeek ? Console.OpenStandardOutput() : byHandle;
    }

    /// <summary>Writes the tables, if they are wanted.</summary>
    public static void WriteTables(GenerateRequest request)
    {
        if (request.Tables is null) return;
        IReadOnlyList<string> regions = request.Region.Length > 0 ? [request.Region] : request.Options.Regions;
        new GeneratedTables(request.Options, regions, request.AllLevels).WriteCsv(request.Tables);
    }

    private async Task WriteLogsAsync(CancellationToken stop)
    {
        var begun = Stopwatch.GetTimestamp();
        await using var output = request.Output is null
            ? OpenStandardOutput()
            : new FileStream(request.Output, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        if (request.Live) await WriteLiveAsync(output, stop);
        else if (request.Output is not null && !Console.IsErrorRedirected) WriteWithProgress(output, stop);
        else WriteAll(output, _ => { }, stop);
        if (request.Output is null) return;
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        await error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{Quantity.Of(_logs, "log")}, {Quantity.Of(output.Length, "byte")} in {seconds:F1} s."));
    }

    private void WriteWithProgress(Stream output, CancellationToken stop) => AnsiConsole
        .Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) })
        .Progress()
        .Start(context =>
        {
            var task = context.AddTask("Logs", maxValue: _options.Count);
            WriteAll(output, logs => task.Value = logs, stop);
        });

    private void WriteAll(Stream output, Action<long> report, CancellationToken stop)
    {
        var generator = new LogGenerator(_options, request.Region, request.StartMs);
        while ((_options.Count == 0 || _logs < _options.Count) && !stop.IsCancellationRequested)
        {
            _block.Add(generator.Write(_logs++));
            if (!_block.IsFull) continue;
            _block.WriteTo(output);
            report(_logs);
        }
        _block.WriteTo(output);
        report(_logs);
    }

    private async Task WriteLiveAsync(Stream output, CancellationToken stop)
    {
        var time = TimeProvider.System;
        using var source = new GeneratorSource(_options, request.Region, new RestoredProgress(LastFlush.None), outOfOrdernessMs: 0, time);
        while (!source.IsCompleted && !stop.IsCancellationRequested)
        {
            var handed = source.Poll(LogReceiver.Of(Take), time.GetUtcNow().ToUnixTimeMilliseconds());
            _block.WriteTo(output);
            if (handed == 0) await Task.Delay(LivePause, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Take(SourcePartition partition, ReadOnlySpan<byte> message, in LogArrival arrival)
    {
        _block.Add(message);
        _logs++;
    }
}
