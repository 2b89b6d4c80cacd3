using Aggregator.PipelineTests.Support;
using Xunit;

namespace Aggregator.PipelineTests.Database;

/// <summary>Encrypted connections to the database, and whom they trust.</summary>
public sealed class EncryptionTests(EncryptedMariaDb encrypted) : IClassFixture<EncryptedMariaDb>, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestDatabase _database = TestDatabase.Create(encrypted.Server);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_job_whose_connection_is_encrypted_has_its_tables()
    {
        await using var job = new DatabaseJob(_database, mysql: ", tls: verify-identity", cache: "budget: 10s", host: "localhost");
        await job.StartAsync(encrypted.Trusting);
        await job.TrafficUntilAsync(scrape => DatabaseJob.Sum(scrape, "aggregator_central_logs_read_total") > 2000);
        await job.AssertExactAsync(withTenants: true);
    }

    [Fact]
    public async Task A_job_that_does_not_trust_the_server_is_not_started()
    {
        await using var job = new DatabaseJob(_database, mysql: ", tls: verify-ca", host: "localhost");

        var (code, output) = await job.RunAsync(encrypted.TrustingAnother);

        Assert.Equal(1, code);
        Assert.Contains(
            $"the certificate of localhost:{encrypted.Server.Port} is not signed by an authority that is trusted here, or not made out to localhost; add the authority to the system's store or to the file that SSL_CERT_FILE names",
            output, StringComparison.Ordinal);
        Assert.Contains("There is no copy of an earlier run.", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1", "required", true, "(TLSv1.")]
    [InlineData("127.0.0.1", "preferred", false, "(TLSv1.")]
    [InlineData("localhost", "verify-ca", true, "(TLSv1.")]
    [InlineData("localhost", "verify-identity", true, "(TLSv1.")]
    [InlineData("127.0.0.1", "disabled", true, "if it takes encrypted connections only, write dimensions.mysql.tls: required")]
    [InlineData("localhost", "verify-ca", false, "is not signed by an authority that is trusted here")]
    [InlineData("127.0.0.1", "verify-identity", true, "or not made out to 127.0.0.1")]
    public async Task Each_mode_checks_what_it_says(string host, string tls, bool isTrusted, string says)
    {
        await File.WriteAllTextAsync(_folder["aggregator.yaml"], $$"""
            region: a
            sources: [{ stdin: true }]
            dimensions: { {{_database.Section(more: $", tls: {tls}", host: host)}}, clusters: { mysql: {} } }
            """);

        var (code, output) = await AggregatorProcess.RunAsync(AggregatorProcess.Start(
            ["validate", "--config", _folder["aggregator.yaml"], "--connect"], isTrusted ? encrypted.Trusting : encrypted.TrustingAnother));

        Assert.Contains(says, output, StringComparison.Ordinal);
        Assert.Equal(says.Contains("TLS", StringComparison.Ordinal) ? 0 : 1, code);
    }
}
