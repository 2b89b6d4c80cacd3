using Aggregator.Regional.Ingest.Files;
using Xunit;

namespace Aggregator.Tests.Regional.Files;

public sealed class FilePatternTests : IDisposable
{
    private readonly FileHarness _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("*.log", "a.log|b.log")]
    [InlineData("?.log", "a.log|b.log")]
    [InlineData("*", "a.log|b.log|c.txt")]
    [InlineData(".*", ".hidden.log")]
    [InlineData(".hidden.log", ".hidden.log")]
    [InlineData("a.log", "a.log")]
    [InlineData("missing.log", "")]
    [InlineData("sub/*", "")]
    public void Start_up_checks_and_reading_agree_on_the_files_of_a_pattern(string pattern, string expected)
    {
        foreach (var name in (string[])["b.log", "a.log", "c.txt", ".hidden.log"]) _files.Append(name, $"{name}\n");
        Directory.CreateDirectory(_files.At("folder.log"));
        var files = new FilePattern(_files.At(pattern));
        Assert.Equal(expected, string.Join('|', files.Files().Select(file => Path.GetFileName(file.Path))));
        Assert.Equal(expected, string.Join('|', Directory.GetFiles(_files.Folder).Where(files.Matches).Select(Path.GetFileName).Order(StringComparer.Ordinal)));
        _files.Start(pattern).Run();
        Assert.Equal(expected, string.Join('|', _files.Texts));
    }
}
