using System.Diagnostics;
using Aggregator.Core.Transport.Local;
using Xunit;

namespace Aggregator.Tests.Core.Transport.Local;

/// <summary>
/// A process that appends numbered records until it is killed or fails, and notes how many were acknowledged. It is this
/// assembly again, asked to run the one test below.
/// </summary>
public sealed class AppendingChild
{
    private const string FolderVariable = "AGGREGATOR_TEST_APPEND_IN";

    [Fact(Explicit = true)]
    public void Appends_until_it_is_killed()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is not { } folder) return;
        using var noted = new FileStream(AcknowledgedFile(folder), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite, 0);
        try
        {
            using var log = CompactLog.Open(LogDirectory(folder));
            for (long next = Records.ReadAll(log).Count; ;)
            {
                var flush = Flush(next);
                log.Append(flush);
                next += flush.Count;
                noted.Position = 0;
                noted.Write(BitConverter.GetBytes(next)); // the page cache outlives the process
            }
        }
        catch (CompactLogException e)
        {
            File.WriteAllText(ErrorFile(folder), e.Message);
        }
    }

    internal static string LogDirectory(string folder) => Path.Combine(folder, "log");

    internal static string ErrorFile(string folder) => Path.Combine(folder, "error");

    /// <summary>Records that were acknowledged to the child so far.</summary>
    internal static long Acknowledged(string folder)
    {
        var bytes = File.Exists(AcknowledgedFile(folder)) ? ReadShared(AcknowledgedFile(folder)) : [];
        return bytes.Length < sizeof(long) ? 0 : BitConverter.ToInt64(bytes);
    }

    /// <summary>Record <paramref name="number"/> as the child appends it.</summary>
    internal static byte[] Record(long number) => Records.Numbered(number, (int)(number % 7) * 9_000);

    /// <summary>Starts the child; <paramref name="limits"/> is shell code that runs before it, in its process.</summary>
    internal static Process Start(string folder, string limits = ":")
    {
        var start = new ProcessStartInfo("/bin/bash")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { [FolderVariable] = folder },
        };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"{limits}; exec \"$0\" \"$@\"");
        foreach (var argument in (string[])[
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", typeof(AppendingChild).Assembly.Location,
            "-explicit", "only", "-method", $"{typeof(AppendingChild).FullName}.{nameof(Appends_until_it_is_killed)}"])
        {
            start.ArgumentList.Add(argument);
        }
        var child = Process.Start(start)!;
        child.OutputDataReceived += (_, _) => { }; // read, so that it never waits for its output to be taken
        child.ErrorDataReceived += (_, _) => { };
        child.BeginOutputReadLine();
        child.BeginErrorReadLine();
        return child;
    }

    private static List<byte[]> Flush(long first)
    {
        var records = new List<byte[]>();
        for (var number = first; records.Count == 0 || number % 3 != 0; number++) records.Add(Record(number));
        return records;
    }

    private static string AcknowledgedFile(string folder) => Path.Combine(folder, "acknowledged");

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[sizeof(long)];
        return bytes[..file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
    }
}
