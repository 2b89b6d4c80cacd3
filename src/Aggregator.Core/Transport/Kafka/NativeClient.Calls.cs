using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Aggregator.Core.Transport.Kafka;

/// <content>The calls of librdkafka (rdkafka.h, the same in every 1.x and 2.x), under their own names.</content>
[SuppressMessage("Style", "IDE1006", Justification = "librdkafka's names.")]
internal sealed partial class NativeClient
{
    private const string Library = "librdkafka";

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate void ErrorCallback(nint handle, int code, [MarshalAs(UnmanagedType.LPUTF8Str)] string reason, nint opaque);

    [DllImport(Library)]
    private static extern nint rd_kafka_conf_new();

    [DllImport(Library)]
    private static extern void rd_kafka_conf_destroy(nint settings);

    [DllImport(Library)]
    private static extern int rd_kafka_conf_set(
        nint settings,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string name,
        [MarshalAs(UnmanagedType.LPUTF8Str)] string value,
        [Out] byte[] error,
        nuint errorBytes);

    [DllImport(Library)]
    private static extern void rd_kafka_conf_set_error_cb(nint settings, ErrorCallback callback);

    [DllImport(Library)]
    private static extern void rd_kafka_conf_set_log_cb(nint settings, nint callback);

    [DllImport(Library)]
    private static extern nint rd_kafka_new(int type, nint settings, [Out] byte[] error, nuint errorBytes);

    [DllImport(Library)]
    private static extern void rd_kafka_destroy(nint handle);

    [DllImport(Library)]
    private static extern int rd_kafka_poll(nint handle, int timeoutMs);

    [DllImport(Library)]
    private static extern nint rd_kafka_clusterid(nint handle, int timeoutMs);

    [DllImport(Library)]
    private static extern void rd_kafka_mem_free(nint handle, nint memory);
}
