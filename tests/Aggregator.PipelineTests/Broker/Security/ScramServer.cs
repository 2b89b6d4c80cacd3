using System.Security.Cryptography;
using System.Text;

namespace Aggregator.PipelineTests.Broker.Security;

/// <summary>The server's side of one SCRAM-SHA-512 exchange (RFC 5802): it learns that the client knows the password, never the password.</summary>
internal sealed class ScramServer(IReadOnlyDictionary<string, string> users)
{
    public const string Mechanism = "SCRAM-SHA-512";

    private const int Iterations = 4096;
    private const string NoChannelBinding = "n,,";

    private readonly byte[] _salt = RandomNumberGenerator.GetBytes(16);
    private string _clientFirst = "";
    private string _serverFirst = "";
    private readonly string _nonce = Convert.ToHexString(RandomNumberGenerator.GetBytes(12));
    private string? _password;

    /// <summary>Whether the client has proven itself.</summary>
    public bool IsProven { get; private set; }

    /// <summary>The answer to the client's next message; null when it has failed.</summary>
    public string? Answer(string message) => _serverFirst.Length == 0 ? First(message) : Final(message);

    // "n,,n=NAME,r=NONCE". An unknown name fails only at its proof, as a wrong password does.
    private string? First(string message)
    {
        if (!message.StartsWith(NoChannelBinding, StringComparison.Ordinal)) return null;
        _clientFirst = message[NoChannelBinding.Length..];
        if (Field(_clientFirst, 'n') is not { } name || Field(_clientFirst, 'r') is not { } nonce) return null;
        _password = users.GetValueOrDefault(name.Replace("=2C", ",", StringComparison.Ordinal).Replace("=3D", "=", StringComparison.Ordinal));
        return _serverFirst = $"r={nonce}{_nonce},s={Convert.ToBase64String(_salt)},i={Iterations}";
    }

    // "c=BINDING,r=NONCE,p=PROOF". Only the nonce's end is checked, as Kafka does: librdkafka 2.0.2 sends its own half twice.
    private string? Final(string message)
    {
        var withoutProof = message[..Math.Max(0, message.LastIndexOf(",p=", StringComparison.Ordinal))];
        if (_password is null || Field(message, 'r') is not { } nonce || !nonce.EndsWith(_nonce, StringComparison.Ordinal) || Field(message, 'p') is not { } proof) return null;
        var salted = Rfc2898DeriveBytes.Pbkdf2(_password, _salt, Iterations, HashAlgorithmName.SHA512, 64);
        var signed = Encoding.UTF8.GetBytes($"{_clientFirst},{_serverFirst},{withoutProof}");
        var storedKey = SHA512.HashData(Sign(salted, "Client Key"u8));
        var clientKey = Sign(storedKey, signed).Zip(Convert.FromBase64String(proof), (a, b) => (byte)(a ^ b)).ToArray();
        IsProven = CryptographicOperations.FixedTimeEquals(SHA512.HashData(clientKey), storedKey);
        return IsProven ? $"v={Convert.ToBase64String(Sign(Sign(salted, "Server Key"u8), signed))}" : null;
    }

    private static byte[] Sign(byte[] key, ReadOnlySpan<byte> message) => HMACSHA512.HashData(key, message);

    private static string? Field(string message, char name) =>
        message.Split(',').FirstOrDefault(f => f.Length > 1 && f[0] == name && f[1] == '=')?[2..];
}
