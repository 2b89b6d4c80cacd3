using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Aggregator.Regional.Windowing.Groups;

/// <summary>What <see cref="ByteNumbers"/> compares of a byte string: all of it, or of a long one its hash.</summary>
/// <param name="Low">The first 8 bytes, zeros past the end; of a long value its hash.</param>
/// <param name="High">The next 8 bytes.</param>
/// <param name="Length">Bytes of the value.</param>
internal readonly record struct ByteKey(ulong Low, ulong High, int Length)
{
    /// <summary>Bytes of the longest value that a key holds.</summary>
    public const int MaxBytes = 16;

    /// <summary>True when the key says the whole value; else equal keys may be of different values.</summary>
    public bool IsWhole => Length <= MaxBytes;

    /// <summary>64 bits of it, of which the highest are the best.</summary>
    public ulong Hash
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => SeededHash.Of(Low, High ^ (ulong)Length);
    }

    // As many ones as zeros: where reading starts says how many ones come first.
    private static ReadOnlySpan<byte> Ones =>
    [
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    ];

    /// <summary>The key of a value.</summary>
    public static ByteKey Of(ReadOnlySpan<byte> value) => Of(value, value.Length);

    /// <summary>The key of a value that other bytes follow.</summary>
    /// <remarks>
    /// Values differ in length from log to log, which no processor foresees. So 16 bytes are read if there are as many, and
    /// those past the value are cleared: 13 ns less for the seven values of a log than with a branch by length.
    /// </remarks>
    /// <param name="bytes">The value, and what lies after it.</param>
    /// <param name="length">Bytes of the value.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ByteKey Of(ReadOnlySpan<byte> bytes, int length)
    {
        Debug.Assert(length <= bytes.Length, "A value ends where its bytes do, or before.");
        if (length > MaxBytes) return new(SeededHash.Of(bytes[..length]), 0, length);
        if (bytes.Length < MaxBytes) return OfCopy(bytes, length);
        var ones = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(Ones), (nuint)(MaxBytes - length));
        var words = (Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(bytes)) & ones).AsUInt64();
        return new(words[0], words[1], length);
    }

    /// <summary>Writes the value of a whole key.</summary>
    /// <param name="room">At least <see cref="MaxBytes"/>.</param>
    /// <returns>The value.</returns>
    public ReadOnlySpan<byte> WriteTo(Span<byte> room)
    {
        MemoryMarshal.Write(room, Low);
        MemoryMarshal.Write(room[sizeof(ulong)..], High);
        return room[..Length];
    }

    private static ByteKey OfCopy(ReadOnlySpan<byte> bytes, int length)
    {
        Span<byte> copy = stackalloc byte[MaxBytes];
        copy.Clear();
        bytes[..length].CopyTo(copy);
        return new(MemoryMarshal.Read<ulong>(copy), MemoryMarshal.Read<ulong>(copy[sizeof(ulong)..]), length);
    }
}
