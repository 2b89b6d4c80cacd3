using System.Runtime.InteropServices;

namespace Aggregator.Benchmarks.Fuzz;

/// <summary>Memory whose end is followed by a page that nobody may read: whoever reads past a text there ends the process. One thread.</summary>
internal sealed unsafe partial class GuardedPage : IDisposable
{
    private const int Bytes = 1 << 22;
    private const int PageBytes = 1 << 12;
    private const int ReadAndWrite = 3;
    private const int PrivateAnonymous = 0x22;

    [ThreadStatic]
    private static GuardedPage? _ofThread;

    private byte* _memory;

    public GuardedPage()
    {
        _memory = mmap(null, Bytes + PageBytes, ReadAndWrite, PrivateAnonymous, -1, 0);
        if (_memory == (byte*)-1 || mprotect(_memory + Bytes, PageBytes, 0) != 0) throw new InvalidOperationException("No guarded memory.");
    }

    /// <summary>What is asked of a text.</summary>
    public delegate T Question<T>(ReadOnlySpan<byte> text);

    /// <summary>Asks it of a copy that ends where the forbidden page begins; of at most 4 MB.</summary>
    public static T With<T>(ReadOnlySpan<byte> text, Question<T> question) => question((_ofThread ??= new GuardedPage()).Copy(text));

    /// <summary>A copy of a text of at most 4 MB that ends where the forbidden page begins; valid until the next call.</summary>
    public ReadOnlySpan<byte> Copy(ReadOnlySpan<byte> text)
    {
        if (text.Length > Bytes) throw new ArgumentException("The text is longer than the memory.", nameof(text));
        var copy = new Span<byte>(_memory + Bytes - text.Length, text.Length);
        text.CopyTo(copy);
        return copy;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_memory is not null) _ = munmap(_memory, Bytes + PageBytes);
        _memory = null;
    }

    [LibraryImport("libc")]
    private static partial byte* mmap(byte* address, nint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc")]
    private static partial int mprotect(byte* address, nint length, int protection);

    [LibraryImport("libc")]
    private static partial int munmap(byte* address, nint length);
}
