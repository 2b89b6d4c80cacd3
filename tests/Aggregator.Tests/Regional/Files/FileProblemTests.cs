using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Xunit;

namespace Aggregator.Tests.Regional.Files;

[SupportedOSPlatform("linux")]
public sealed class FileProblemTests : IDisposable
{
    private const int Nobody = 65534;

    private readonly FileHarness _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void A_directory_is_a_problem_that_is_warned_of_once()
    {
        Directory.CreateDirectory(_files.At("app.log"));
        _files.Start("app.log").Run(10);
        Assert.Contains("directory", Assert.Single(_files.Source.Problems).Value, StringComparison.Ordinal);
        Assert.Contains("name a file", Assert.Single(_files.Log.Warnings), StringComparison.Ordinal);
        Directory.Delete(_files.At("app.log"));
        _files.Append("app.log", "one\n");
        _files.Run();
        _files.AssertTexts("one");
        Assert.Empty(_files.Source.Problems);
    }

    [Fact]
    public void A_missing_file_and_a_missing_folder_are_problems_until_they_exist()
    {
        _files.Start("sub/app.log").Run(5);
        Assert.Single(_files.Source.Problems);
        Directory.CreateDirectory(_files.At("sub"));
        _files.Run(2);
        Assert.Single(_files.Source.Problems);
        _files.Append("sub/app.log", "one\n");
        _files.Run();
        _files.AssertTexts("one");
        Assert.Empty(_files.Source.Problems);
        Assert.Single(_files.Log.Warnings);
    }

    [Fact]
    public void A_path_that_is_missing_for_a_moment_is_not_warned_of()
    {
        _files.Append("app.log", "one\n");
        _files.Start("app.log").Run();
        _files.Rename("app.log", "app.log.1");
        _files.Run(1);
        _files.Append("app.log", "two\n");
        _files.Run(3);
        _files.AssertTexts("one", "two");
        Assert.Empty(_files.Log.Warnings);
    }

    [Fact]
    public void A_loop_of_links_is_a_problem_and_the_other_files_are_read()
    {
        File.CreateSymbolicLink(_files.At("a.log"), _files.At("b.log"));
        File.CreateSymbolicLink(_files.At("b.log"), _files.At("a.log"));
        _files.Append("c.log", "one\n");
        _files.Start().Run(5);
        _files.AssertTexts("one");
        Assert.Equal([_files.At("a.log"), _files.At("b.log")], _files.Source.Problems.Keys.Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.Equal(2, _files.Log.Warnings.Count);
    }

    [Fact]
    public void A_pipe_is_a_problem_and_does_not_block()
    {
        Assert.Equal(0, MakePipe(_files.At("app.log"), 0x180));
        _files.Start("app.log").Run(3);
        Assert.Contains("stdin: true", Assert.Single(_files.Log.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_permission_is_a_problem_until_it_may_be_read()
    {
        _files.Append("app.log", "one\n");
        File.SetUnixFileMode(_files.At("app.log"), UnixFileMode.None);
        File.SetUnixFileMode(_files.Folder, (UnixFileMode)0b111_101_101);
        _files.Start();
        AsNobody(() => _files.Run(5));
        Assert.Empty(_files.Lines);
        Assert.Equal([_files.At("app.log")], _files.Source.Problems.Keys, StringComparer.Ordinal);
        Assert.Single(_files.Log.Warnings);
        File.SetUnixFileMode(_files.At("app.log"), (UnixFileMode)0b110_100_100);
        AsNobody(() => _files.Run(2));
        _files.AssertTexts("one");
        Assert.Empty(_files.Source.Problems);
    }

    [Fact]
    public void A_file_that_may_not_be_read_after_a_restart_is_not_taken_for_vanished()
    {
        _files.Append("app.log", "one\n");
        File.SetUnixFileMode(_files.Folder, (UnixFileMode)0b111_101_101);
        _files.Start().Run();
        _files.Flush();
        _files.Append("app.log", "two\n");
        File.SetUnixFileMode(_files.At("app.log"), UnixFileMode.None);
        _files.Restart();
        AsNobody(() => _files.Run(5));
        Assert.Equal((4, 0), (_files.Single.Next, _files.Single.Lost));
        File.SetUnixFileMode(_files.At("app.log"), (UnixFileMode)0b110_100_100);
        AsNobody(() => _files.Run(2));
        _files.AssertTexts("one", "two");
    }

    [Fact]
    public void A_source_that_is_not_followed_gives_up_after_a_few_tries_and_keeps_the_problem()
    {
        _files.Start("missing.log", follow: false).Run(1);
        Assert.False(_files.Source.IsCompleted);
        _files.Run(3);
        Assert.True(_files.Source.IsCompleted);
        Assert.Single(_files.Source.Problems);
        Assert.Single(_files.Log.Warnings);
    }

    /// <summary>
    /// Root may read everything, so file access of this one thread is made that of an ordinary user; the tests' other
    /// threads are not touched, and for a user who is not root nothing changes.
    /// </summary>
    private static void AsNobody(Action action)
    {
        var before = SetFileUser(Nobody);
        try
        {
            action();
        }
        finally
        {
            _ = SetFileUser(before);
        }
    }

    [DllImport("libc", EntryPoint = "setfsuid")]
    private static extern int SetFileUser(int user);

    [DllImport("libc", EntryPoint = "mkfifo", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int MakePipe(string path, uint mode);
}
