using Aggregator.Commands;
using Aggregator.Core.Telemetry;
using Aggregator.Web;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Aggregator.Tests.Commands;

public sealed class HealthCommandTests : IAsyncLifetime
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();
    private readonly MeterExposition _self = new("aggregator_");
    private string? _whyNotReady;
    private MetricsServer? _server;

    public async ValueTask InitializeAsync()
    {
        var content = new MetricsContent(() => null, _self) { WhyNotReady = () => _whyNotReady };
        _server = await MetricsServer.StartAsync("127.0.0.1:0", content, NullLoggerFactory.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _self.Dispose();
        _output.Dispose();
        _error.Dispose();
    }

    [Fact]
    public async Task A_job_that_is_alive_but_not_ready_says_why()
    {
        _whyNotReady = "no partitions are assigned yet";

        Assert.Equal(ExitCode.Done, await RunAsync(Address));
        Assert.Equal("ok\n", _output.ToString());
        Assert.Equal(ExitCode.Failed, await RunAsync("--ready", Address));
        Assert.Equal($"http://{Address}/readyz answers 503: no partitions are assigned yet\n", _error.ToString());
    }

    [Fact]
    public async Task A_job_that_is_ready_says_so()
    {
        Assert.Equal(ExitCode.Done, await RunAsync(Address, "--ready"));
        Assert.Equal("ready\n", _output.ToString());
        Assert.Empty(_error.ToString());
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("localhost")]
    public async Task A_listener_is_asked_by_the_address_that_the_configuration_has(string host)
    {
        Assert.Equal(ExitCode.Done, await RunAsync($"{host}:{new Uri(_server!.Address).Port}"));
        Assert.Equal("ok\n", _output.ToString());
    }

    [Fact]
    public async Task Nobody_there_is_a_no()
    {
        var address = Address;
        await _server!.DisposeAsync();
        _server = null;

        Assert.Equal(ExitCode.Failed, await RunAsync(address));
        Assert.Contains($"http://{address}/healthz cannot be asked: Connection refused", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_does_not_answer_in_time_is_a_no()
    {
        // Connections wait in its backlog, and nobody accepts them.
        using var silent = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();

        Assert.Equal(ExitCode.Failed, await RunAsync($"{silent.LocalEndpoint}", "--timeout", "100ms"));
        Assert.Equal($"http://{silent.LocalEndpoint}/healthz did not answer in time\n", _error.ToString());
    }

    [Theory]
    [InlineData("nowhere", "'nowhere' is no address; write host:port, such as 127.0.0.1:9464")]
    [InlineData("127.0.0.1:0", "'127.0.0.1:0' is no address")]
    [InlineData("--timeout 5", "--timeout: '5' is no duration above 0 and up to 1h; write 500ms or 5s.")]
    [InlineData("--timeout 30d", "--timeout: '30d' is no duration above 0 and up to 1h")]
    public async Task What_cannot_be_asked_is_bad_usage(string line, string problem)
    {
        Assert.Equal(ExitCode.Usage, await RunAsync(line.Split(' ')));
        Assert.Contains(problem, _error.ToString(), StringComparison.Ordinal);
    }

    private string Address => new Uri(_server!.Address).Authority;

    private Task<int> RunAsync(params string[] arguments) => AggregatorCommand.RunAsync(["health", .. arguments], _output, _error);
}
