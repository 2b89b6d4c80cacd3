using System.Diagnostics;
using Aggregator.Core.Transport.Local;
using Xunit;

namespace Aggregator.Tests.Core.Transport.Local;

public sealed class CompactLogCrashTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact(Timeout = 120_000)]
    public async Task Keeps_every_acknowledged_record_in_order_and_once_through_kill_minus_9()
    {
        var random = new Random(9);
        for (var round = 0; round < 6; round++)
        {
            var before = AppendingChild.Acknowledged(_folder.FullPath);
            using (var child = AppendingChild.Start(_folder.FullPath))
            {
                await Until(() => AppendingChild.Acknowledged(_folder.FullPath) > before || child.HasExited);
                await Task.Delay(random.Next(120));
                Assert.False(child.HasExited, "the child ended by itself");
                child.Kill(); // SIGKILL
                await child.WaitForExitAsync();
            }
            AssertKept(AppendingChild.Acknowledged(_folder.FullPath), mayBeMore: 3);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Acknowledges_nothing_past_a_file_size_limit_and_goes_on_without_it()
    {
        const string Limits = "ulimit -f 8192; trap '' XFSZ; export DOTNET_EnableWriteXorExecute=0"; // 8 MB; .NET's own mappings are larger
        using (var child = AppendingChild.Start(_folder.FullPath, Limits)) await child.WaitForExitAsync();
        AssertStoppedBy("cannot be written");
        AssertKept(AppendingChild.Acknowledged(_folder.FullPath), mayBeMore: 0);
        AssertGoesOn();
    }

    [Fact(Timeout = 60_000)]
    public async Task Acknowledges_nothing_on_a_full_disk_and_goes_on_when_there_is_space()
    {
        var disk = _folder.At("disk");
        Directory.CreateDirectory(disk);
        Assert.SkipUnless(await Run("mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", disk), "Mounting a small disk takes root.");
        try
        {
            Directory.CreateSymbolicLink(AppendingChild.LogDirectory(_folder.FullPath), disk);
            using (var child = AppendingChild.Start(_folder.FullPath)) await child.WaitForExitAsync();
            AssertStoppedBy("No space left on device", "error code");
            AssertKept(AppendingChild.Acknowledged(_folder.FullPath), mayBeMore: 0);
            Assert.True(await Run("mount", "-o", "remount,size=64m", disk));
            AssertGoesOn();
        }
        finally
        {
            await Run("umount", disk);
        }
    }

    private void AssertStoppedBy(params string[] anyOf)
    {
        var error = File.ReadAllText(AppendingChild.ErrorFile(_folder.FullPath));
        Assert.Contains("Nothing of this append is acknowledged", error, StringComparison.Ordinal);
        Assert.Contains(anyOf, part => error.Contains(part, StringComparison.Ordinal));
    }

    private void AssertKept(long acknowledged, int mayBeMore)
    {
        Assert.True(acknowledged > 0, "the child appended nothing");
        var read = Records.ReadAll(AppendingChild.LogDirectory(_folder.FullPath));
        Assert.InRange(read.Count, acknowledged, acknowledged + mayBeMore);
        Records.AssertSame(Enumerable.Range(0, read.Count).Select(i => AppendingChild.Record(i)), read);
    }

    private void AssertGoesOn()
    {
        var acknowledged = AppendingChild.Acknowledged(_folder.FullPath);
        using (var log = CompactLog.Open(AppendingChild.LogDirectory(_folder.FullPath))) log.Append([AppendingChild.Record(acknowledged)]);
        AssertKept(acknowledged + 1, mayBeMore: 0);
    }

    private static async Task Until(Func<bool> condition)
    {
        while (!condition()) await Task.Delay(5);
    }

    private static async Task<bool> Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
            await process.WaitForExitAsync();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false; // no such program
        }
    }
}
