using System.Net.Sockets;
using System.Security.Authentication;
using Aggregator.Core.Dimensions;
using Aggregator.Core.Dimensions.Database;
using Xunit;

namespace Aggregator.Tests.Core.Dimensions.Database;

/// <summary>What needs no server to go wrong.</summary>
public sealed class DatabaseProblemTests
{
    private static readonly DatabaseOptions Options = new() { Host = "db", Database = "dims", Username = "reader", Password = "secret-word" };

    [Fact]
    public void A_refused_connection_is_told_with_its_address() => Assert.Equal(
        "db:3306 cannot be reached (Connection refused); check that it runs, and dimensions.mysql.host and port",
        Of(new SocketException((int)SocketError.ConnectionRefused)));

    [Fact]
    public void A_silent_server_is_told_with_the_limits()
    {
        const string text = "db:3306 does not answer in time; look after it and the way to it, or raise dimensions.mysql.connect_timeout (2 s) or query_timeout (30 s)";
        Assert.Equal(text, Of(new SocketException((int)SocketError.TimedOut)));
        Assert.Equal(text, Of(new TimeoutException()));
    }

    [Fact]
    public void A_refused_certificate_is_told_with_the_place_of_authorities() => Assert.Equal(
        "the certificate of db:3306 is not signed by an authority that is trusted here, or not made out to db; add the authority to the system's store or to the file that SSL_CERT_FILE names"
        + (DatabaseServer.TakesCaFile ? ", or name it in dimensions.mysql.ca_file" : "") + ", or mend dimensions.mysql.host",
        Of(new AuthenticationException("UntrustedRoot")));

    [Fact]
    public void A_full_disk_is_not_the_databases_fault()
    {
        const string text = "the copy on this machine's disk cannot be written (No space left on device); make room, or give this user write access to data_dir";
        Assert.Equal(text, DatabaseProblem.Of(new IOException("No space left on device"), Options));
        Assert.Equal(text, DatabaseProblem.Of(new UnauthorizedAccessException("No space left on device"), Options));
    }

    [Fact]
    public void A_copy_that_cannot_be_read_tells_itself() =>
        Assert.Equal("clusters.csv:3: cut off; mend it", Of(new DimensionException("clusters.csv", 3, "cut off; mend it")));

    [Fact]
    public void Anything_else_is_told_in_its_own_words() =>
        Assert.Equal("db:3306 answers with an error (odd); its own log may tell more", Of(new InvalidOperationException("odd.")));

    /// <summary>As drivers throw it: inside of another.</summary>
    private static string Of(Exception cause) => DatabaseProblem.Of(new InvalidOperationException("Wrapped.", cause), Options, TableSchema.Clusters);
}
