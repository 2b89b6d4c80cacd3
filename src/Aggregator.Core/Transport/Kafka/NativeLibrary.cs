using System.Reflection;
using System.Runtime.InteropServices;
using Confluent.Kafka;
using Loader = System.Runtime.InteropServices.NativeLibrary;

namespace Aggregator.Core.Transport.Kafka;

/// <summary>
/// Finds librdkafka. The bare client looks for <c>librdkafka.so</c>, which Debian has only in its development package;
/// the library itself is <c>librdkafka.so.1</c>.
/// </summary>
internal static class NativeLibrary
{
    private static readonly Lazy<bool> Resolver = new(Register);

    /// <summary>Must be called before the first Kafka client is made.</summary>
    public static void Use() => _ = Resolver.Value;

    private static bool Register()
    {
        Loader.SetDllImportResolver(typeof(ClientConfig).Assembly, Resolve);
        Loader.SetDllImportResolver(typeof(NativeLibrary).Assembly, Resolve);
        return true;
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (!name.StartsWith("librdkafka", StringComparison.Ordinal)) return 0;
        // 0 lets the runtime go on with its own search.
        return Loader.TryLoad("librdkafka.so.1", out var library) ? library : 0;
    }
}
