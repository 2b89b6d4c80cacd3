using System.Runtime.InteropServices;

namespace Aggregator.Benchmarks.Fuzz;

/// <summary>Memory whose end is followed by a page that nobody may read: whoever reads past a text there ends the process.</summary>
internal static unsafe partial class GuardedPage
{
    private const int Bytes = 1 << 22;
    private const int PageBytes = 1 << 12;
    private const int ReadAndWrite = 3;
    private const int PrivateAnonymous = 0x22;

    [ThreadStatic]
    private static byte* _memory;

    /// <summary>What is asked of a text.</summary>
    public delegate T Question<T>(ReadOnlySpan<byte> text);

    /// <summary>Asks it of a copy that ends where the forbidden page begins; of at most 4 MB.</summary>
    public static T With<T>(ReadOnlySpan<byte> text, Question<T> question)
    {
        if (text.Length > Bytes) throw new ArgumentException("The text is longer than the memory.", nameof(text));
        if (_memory is null) _memory = Map();
        var copy = new Span<byte>(_memory + Bytes - text.Length, text.Length);
        text.CopyTo(copy);
        return question(copy);
    }

    private static byte* Map()
    {
        var memory = mmap(null, Bytes + PageBytes, ReadAndWrite, PrivateAnonymous, -1, 0);
        if (memory == (byte*)-1 || mprotect(memory + Bytes, PageBytes, 0) != 0) throw new InvalidOperationException("No guarded memory.");
        return memory;
    }

    [LibraryImport("libc")]
    private static partial byte* mmap(byte* address, nint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc")]
    private static partial int mprotect(byte* address, nint length, int protection);
}
