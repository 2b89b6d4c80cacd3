using Aggregator.Regional.Ingest.Generate;

namespace Aggregator.Benchmarks.Peers;

/// <summary>Puts texts and, behind them, noise into a line: pieces of one long random text, numbers, addresses.</summary>
internal sealed class PeerNoise
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private readonly Xoshiro _random;
    private readonly byte[] _text = new byte[1 << 16];
    private LineBuffer _line = new();

    public PeerNoise(Xoshiro random)
    {
        _random = random;
        for (var i = 0; i < _text.Length; i++) _text[i] = (byte)Alphabet[random.Below(Alphabet.Length)];
    }

    /// <summary>Puts a text; what is put next goes behind it.</summary>
    public PeerNoise After(LineBuffer line, ReadOnlySpan<byte> text)
    {
        _line = line.Put(text);
        return this;
    }

    public PeerNoise Put(string text)
    {
        _line.Put(text);
        return this;
    }

    public PeerNoise Put(ReadOnlySpan<byte> text)
    {
        _line.Put(text);
        return this;
    }

    /// <summary>Puts so many letters and digits.</summary>
    public void Noise(int length) => _line.Put(_text.AsSpan(_random.Below(_text.Length - length), length));

    /// <summary>Puts at least so many, up to below <paramref name="spread"/> more.</summary>
    public void Noise(int length, int spread) => Noise(length + _random.Below(spread));

    /// <summary>Puts what looks like a UUID.</summary>
    public void Uuid()
    {
        Noise(8);
        foreach (var length in (ReadOnlySpan<int>)[4, 4, 4, 12])
        {
            _line.Put("-"u8);
            Noise(length);
        }
    }

    /// <summary>Puts a number from 0 to below <paramref name="end"/>.</summary>
    public void Number(int end) => _line.Put(_random.Below(end));

    /// <summary>Puts so many bytes as numbers with dots between them.</summary>
    public void Bytes(int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (i > 0) _line.Put("."u8);
            Number(256);
        }
    }

    /// <summary>Puts an address of a client.</summary>
    public void ClientAddress()
    {
        _line.Put(1 + _random.Below(220)).Put("."u8);
        Bytes(2);
        _line.Put("."u8).Put(1 + _random.Below(250));
    }
}
