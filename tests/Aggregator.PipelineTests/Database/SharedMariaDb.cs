using Aggregator.PipelineTests.Database;
using Xunit;

[assembly: AssemblyFixture(typeof(SharedMariaDb))]

namespace Aggregator.PipelineTests.Database;

/// <summary>One server for all tests that leave it unharmed; each has a schema of its own there. It starts with the first that asks.</summary>
public sealed class SharedMariaDb : IAsyncDisposable
{
    private readonly Lazy<Task<MariaDbServer>> _server = new(() => MariaDbServer.StartAsync());

    /// <summary>A new schema on it.</summary>
    public async Task<TestDatabase> DatabaseAsync() => TestDatabase.Create(await _server.Value);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated) await (await _server.Value).DisposeAsync();
    }
}
