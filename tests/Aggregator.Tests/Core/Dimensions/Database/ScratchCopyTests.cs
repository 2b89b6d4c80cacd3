using Aggregator.Core.Dimensions.Database;
using Aggregator.Tests.Core.Transport.Local;
using Xunit;

namespace Aggregator.Tests.Core.Dimensions.Database;

/// <summary>Where rows are while they are loaded when the copy cannot be written.</summary>
public sealed class ScratchCopyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _notAFolder;
    private readonly string _good;

    public ScratchCopyTests()
    {
        _notAFolder = _folder.At("not-a-folder");
        File.WriteAllText(_notAFolder, "");
        _good = Directory.CreateDirectory(_folder.At("good")).FullName;
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Takes_the_first_folder_that_can_be_written_and_leaves_nothing_there()
    {
        var path = new ScratchCopy([_notAFolder, _good]).With(TableSchema.Clusters, copy =>
        {
            copy.Replace(DateTimeOffset.UnixEpoch, take => take("1,a,b"u8));
            Assert.Equal("local_ip,app_group,region_id\n1,a,b\n", File.ReadAllText(copy.Path));
            return copy.Path;
        });
        Assert.StartsWith(_good, path, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_good));
    }

    [Fact]
    public void Goes_on_with_the_next_folder_when_one_is_full()
    {
        var calls = 0;
        var path = new ScratchCopy([_good, _folder.At("other")]).With(TableSchema.Clusters, copy =>
            calls++ == 0 ? throw new IOException("No space left on device") : copy.Path);
        Assert.StartsWith(_folder.At("other"), path, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_good));
    }

    [Fact]
    public void Fails_when_there_is_none_and_at_once_when_it_is_not_the_disk()
    {
        Assert.ThrowsAny<IOException>(() => new ScratchCopy([_notAFolder, _notAFolder]).With(TableSchema.Clusters, copy => copy.Path));
        var calls = 0;
        Assert.Throws<TimeoutException>(() => new ScratchCopy([_good, _good]).With<int>(TableSchema.Clusters, _ =>
        {
            calls++;
            throw new TimeoutException();
        }));
        Assert.Equal(1, calls);
        Assert.Empty(Directory.GetFileSystemEntries(_good));
    }
}
