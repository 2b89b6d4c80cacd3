using System.Text;

namespace Aggregator.Tests.Core.Dimensions;

/// <summary>A file for one test.</summary>
internal sealed class TableFile : IDisposable
{
    public TableFile(string text)
        : this(Encoding.UTF8.GetBytes(text))
    {
    }

    public TableFile(byte[] content) => File.WriteAllBytes(Path, content);

    public string Path { get; } = System.IO.Path.GetTempFileName();

    public void Dispose() => File.Delete(Path);
}
