using Aggregator.Core.Wire;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Aggregator.Tests.Core.Wire;

public sealed class Crc32CTests
{
    [Fact]
    public void Agrees_with_the_published_check_value() => Assert.Equal(0xE3069283u, Crc32C.Compute("123456789"u8));

    [Fact]
    public void Is_the_same_in_parts() =>
        Prop.ForAll<byte[], byte[]>((first, second) =>
            Crc32C.Append(Crc32C.Compute(first), second) == Crc32C.Compute([.. first, .. second])).QuickCheckThrowOnFailure();
}
