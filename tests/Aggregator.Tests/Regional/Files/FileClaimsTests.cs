using System.Text;
using Aggregator.Regional.Emit;
using Aggregator.Regional.Ingest;
using Aggregator.Regional.Ingest.Files;
using Aggregator.Regional.Options;
using Xunit;

namespace Aggregator.Tests.Regional.Files;

/// <summary>Several sources in one process whose paths overlap.</summary>
public sealed class FileClaimsTests : IDisposable
{
    private readonly FileHarness _files = new();
    private readonly List<FileSource> _sources = [];
    private readonly List<string> _texts = [];
    private FileClaims _claims = new();

    public void Dispose()
    {
        foreach (var source in _sources) source.Dispose();
        _files.Dispose();
    }

    [Fact]
    public void A_file_that_two_patterns_match_is_read_by_the_first_and_warned_of_once()
    {
        _files.Append("app.log", "one\n");
        Open("*.log");
        Open("app*");
        Run(5);
        _files.Append("app.log", "two\n");
        Run(5);
        Assert.Equal(["one", "two"], _texts, StringComparer.Ordinal);
        Assert.Empty(_sources[0].Problems);
        Assert.Contains("reads it already", Assert.Single(_sources[1].Problems).Value, StringComparison.Ordinal);
        Assert.Single(_files.Log.Warnings);
    }

    [Fact]
    public void A_link_to_a_file_of_another_source_is_left()
    {
        Directory.CreateDirectory(_files.At("links"));
        _files.Append("app.log", "one\n");
        File.CreateSymbolicLink(_files.At("links/other.log"), _files.At("app.log"));
        Open("*.log");
        Open("links/*");
        Run(3);
        Assert.Equal("one", Assert.Single(_texts));
    }

    [Fact]
    public void A_rotated_file_that_was_read_to_its_end_is_not_begun_by_the_source_that_matches_its_new_name()
    {
        _files.Append("app.log", "one\n");
        Open("app.log");
        Open("app.log.*");
        Run(2);
        _files.Rename("app.log", "app.log.1");
        _files.Append("app.log", "two\n");
        Run(30);
        Assert.Equal(["one", "two"], _texts, StringComparer.Ordinal);
    }

    [Fact]
    public void A_file_stays_with_the_source_that_was_reading_it_before_a_restart_whichever_looks_first()
    {
        _files.Append("app.log", "one\n");
        Open("*.log");
        Run(2);
        var last = new LastFlush(0, _files.NowMs, [.. _sources[0].Partitions.Select(partition => partition.ToProgress())]);
        _sources[0].Dispose();
        _sources.Clear();

        _claims = new();
        var first = Open("app*");
        _sources.Clear();
        Open("*.log", last);
        _sources.Insert(0, first);
        _files.Append("app.log", "two\n");
        Run(3);
        Assert.Equal(["one", "two"], _texts, StringComparer.Ordinal);
        Assert.Single(first.Problems);
    }

    [Fact]
    public void A_file_with_new_content_is_free_for_the_source_that_matches_its_new_name()
    {
        _files.Append("app.log", "one\n");
        Open("app.log");
        Open("b*");
        Run(2);
        _files.Rename("app.log", "b.log");
        _files.Truncate("b.log");
        _files.Append("b.log", "another one\n");
        Run(30);
        Assert.Equal(["one", "another one"], _texts, StringComparer.Ordinal);
        Assert.Empty(_sources[1].Problems);
    }

    private FileSource Open(string pattern, LastFlush? last = null)
    {
        var source = new FileSource(new SourceOptions { File = _files.At(pattern) }, new RestoredProgress(last ?? LastFlush.None), _files.Context(_claims));
        _sources.Add(source);
        return source;
    }

    private void Run(int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            _files.Advance(1000);
            foreach (var source in _sources)
            {
                while (source.Poll(LogReceiver.Of((_, message, in _) => _texts.Add(Encoding.UTF8.GetString(message))), _files.NowMs) > 0)
                {
                }
            }
        }
    }
}
