using System.Runtime.InteropServices;
using Aggregator.Configuration;
using Aggregator.Core.Dimensions;
using Aggregator.Core.Dimensions.Database;
using Aggregator.Regional.Enrich;
using Microsoft.Extensions.Logging;

namespace Aggregator.Dimensions;

/// <summary>
/// The tables that a job holds whole. One from a CSV file is loaded once; one from the database is also refreshed until
/// this is disposed of: now and then, on SIGHUP, and on demand. SIGHUP ends no job that runs for good, with or without a database.
/// </summary>
public sealed partial class HeldTables : IDisposable
{
    private readonly DimensionsOptions _options;
    private readonly TableFolder _folder;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    // Replaced whole: signals come at any time.
    private volatile TableRefresher[] _refreshers = [];
    private readonly PosixSignalRegistration? _hangUp;

    private HeldTables(DimensionsOptions options, DatabaseServer? server, TableFolder folder, TimeProvider time, ILogger logger)
    {
        _options = options;
        Server = server;
        _folder = folder;
        _time = time;
        _logger = logger;
        // Before the first load: a signal then must not end the process.
        if (folder.IsForGood) _hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnHangUp);
    }

    /// <summary>The database; null when there is none.</summary>
    public DatabaseServer? Server { get; }

    /// <summary>What refreshes the tables from the database.</summary>
    public IReadOnlyList<TableRefresher> Refreshers => _refreshers;

    /// <summary>Opens what the tables are loaded from; none is loaded yet.</summary>
    /// <exception cref="IOException">The file of the database's password cannot be read.</exception>
    public static HeldTables Open(DimensionsOptions options, TableFolder folder, TimeProvider time, ILoggerFactory loggers)
    {
        var server = options.Mysql is { } mysql ? new DatabaseServer(mysql) : null;
        return new HeldTables(options, server, folder, time, loggers.CreateLogger("Aggregator.Dimensions"));
    }

    /// <summary>Loads gateway_cluster_dim.</summary>
    /// <exception cref="DimensionException">The file cannot be read.</exception>
    /// <exception cref="DatabaseException">Neither the database nor a copy can be read.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> is set.</exception>
    public CurrentTable<ClusterTable> LoadClusters(CancellationToken stop) =>
        Load(TableSchema.Clusters, _options.Clusters, new(ClusterTable.Load, table => table.Count), ClusterTable.Empty, stop);

    /// <summary>Loads api_dim.</summary>
    /// <exception cref="DimensionException">The file cannot be read.</exception>
    /// <exception cref="DatabaseException">Neither the database nor a copy can be read.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> is set.</exception>
    public CurrentTable<ApiTable> LoadApis(CancellationToken stop) =>
        Load(TableSchema.Apis, _options.Apis, new(ApiTable.Load, table => table.Count), ApiTable.Empty, stop);

    /// <summary>Refreshes all tables from the database, without waiting for it; how many that are.</summary>
    public int Refresh()
    {
        var refreshers = _refreshers;
        foreach (var refresher in refreshers) refresher.Refresh();
        return refreshers.Length;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _hangUp?.Dispose();
        foreach (var refresher in _refreshers) refresher.Dispose();
        Server?.Dispose();
        _folder.Dispose();
    }

    private CurrentTable<T> Load<T>(TableSchema schema, HeldDimensionOptions? options, TableLoader<T> loader, T empty, CancellationToken stop)
        where T : class => options switch
        {
            { Csv: { } csv } => new CurrentTable<T>(loader.Load(csv)),
            { Mysql: { } mysql } => LoadFrom(Server ?? throw new InvalidOperationException("There is no dimensions.mysql."), schema, mysql, loader, stop),
            _ => new CurrentTable<T>(empty),
        };

    private CurrentTable<T> LoadFrom<T>(
        DatabaseServer server, TableSchema schema, WholeTableOptions options, TableLoader<T> loader, CancellationToken stop)
        where T : class
    {
        var table = new DatabaseTable<T>(server.Connections, schema, options, _folder.PathOf(schema), loader, _time);
        var (first, start) = TableStart.Load(
            schema.Name, () => ReadFirst(table, stop), table.ReadCopy, Describe, _time, _logger);
        var current = new CurrentTable<T>(first.Table);
        if (_folder.IsForGood) KeepFresh();
        return current;

        void KeepFresh()
        {
            var schedule = new RefreshSchedule(server.Options.RefreshInterval, Random.Shared);
            Keep(new TableRefresher(schema.Name, start, Refresh, Describe, schedule, _time, _logger));
        }

        TableFacts Refresh(CancellationToken stop)
        {
            var (newest, facts) = table.Read(stop);
            current.Replace(newest);
            return facts;
        }

        string Describe(Exception failure) => DatabaseProblem.Of(failure, server.Options, schema);
    }

    // What a driver waits for cannot be cancelled: at a stop it is left behind, on a thread that ends with the process.
    private static TableReading<T> ReadFirst<T>(DatabaseTable<T> table, CancellationToken stop)
        where T : class
    {
        var reading = Task.Factory.StartNew(() => table.Read(stop), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Task.WaitAny([reading], stop);
        return reading.GetAwaiter().GetResult();
    }

    private void Keep(TableRefresher refresher)
    {
        _refreshers = [.. _refreshers, refresher];
        refresher.Start();
    }

    private void OnHangUp(PosixSignalContext signal)
    {
        signal.Cancel = true;
        if (Refresh() == 0) LogNothingToRefresh(_logger);
    }

    [LoggerMessage(1, LogLevel.Information, "SIGHUP: no table of this job is held from the database, so that there is nothing to refresh. Tables from files are read at the start.")]
    private static partial void LogNothingToRefresh(ILogger logger);
}
