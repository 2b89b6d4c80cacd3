using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Aggregator.Core.Dimensions;
using Aggregator.Core.Dimensions.Database;
using Dapper;
using Spectre.Console;

namespace Aggregator.Commands.Dimensions;

/// <summary>Fills a table of a database from a CSV file.</summary>
internal sealed class LoadRun(LoadRequest request, TextWriter output, TextWriter error)
{
    private readonly LoadProgress _progress = new(request.Replace);

    /// <summary>Done when every row of the file is in the table.</summary>
    /// <exception cref="DimensionException">The file is not right; nothing was written then.</exception>
    /// <exception cref="IOException">The file of the password cannot be read.</exception>
    public int ToExitCode(CancellationToken stop)
    {
        // The whole file is read before anything is written: half of it would be no use.
        var rows = CsvTableRows.Read(request.Table).LongCount();
        using var server = new DatabaseServer(request.Target.Server);
        try
        {
            var begun = Stopwatch.GetTimestamp();
            using var connection = server.Connections.OpenConnection();
            _progress.IsConnected = true;
            if (!IsThere(connection))
            {
                if (!request.Create) return Refuse($"the database {request.Target.Server.Database} has no table {request.Target.Table}; make it with --create");
                connection.Execute(SchemaScript.CreateTable(request.Table.Schema, request.Target));
                _progress.IsMade = true;
            }
            LoadWithProgress(connection, rows, stop);
            Report(connection, Stopwatch.GetElapsedTime(begun));
            return ExitCode.Done;
        }
        catch (OperationCanceledException)
        {
            return Refuse("stopped before it was done");
        }
#pragma warning disable CA1031 // Drivers throw all kinds of exceptions; each has its words.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Refuse(Describe(e));
        }
    }

    private int Refuse(string problem)
    {
        error.WriteLine($"dimensions load: {problem}.");
        error.WriteLine(_progress.WhatChanged);
        return ExitCode.Failed;
    }

    private string Describe(Exception failure)
    {
        // What jobs need is less than what a load needs.
        if (failure is DbException && failure.Message.Contains("command denied", StringComparison.Ordinal))
            return $"{failure.Message}; give --user one who may SELECT, INSERT and UPDATE, with --replace DELETE too, with --create CREATE";
        // The file cannot be read any more.
        if (_progress.IsConnected && failure is IOException) return failure.Message.TrimEnd('.');
        return DatabaseProblem.Of(failure, request.Target.Server, request.Table.Schema);
    }

    private bool IsThere(DbConnection connection)
    {
        var name = request.Target.Table.Split('.', 2);
        return connection.ExecuteScalar<long>(
            "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = COALESCE(@database, DATABASE()) AND table_name = @table",
            new { database = name.Length == 2 ? name[0] : null, table = name[^1] }) > 0;
    }

    private void LoadWithProgress(DbConnection connection, long rows, CancellationToken stop)
    {
        if (Console.IsErrorRedirected)
        {
            Load(connection, _ => { }, stop);
            return;
        }
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }).Progress().AutoClear(true).Start(progress =>
        {
            var task = progress.AddTask("Rows", maxValue: Math.Max(1, rows));
            Load(connection, sent => task.Value = sent, stop);
        });
    }

    private void Load(DbConnection connection, Action<long> report, CancellationToken stop)
    {
        using var writer = new TableWriter(connection, request);
        try
        {
            foreach (var row in CsvTableRows.Read(request.Table))
            {
                stop.ThrowIfCancellationRequested();
                writer.Add(row);
                report(writer.Sent);
            }
            writer.Complete();
        }
        finally
        {
            _progress.Take(writer);
        }
    }

    private void Report(DbConnection connection, TimeSpan taken)
    {
        var (table, target) = (request.Table, request.Target);
        var held = connection.ExecuteScalar<long>($"SELECT COUNT(*) FROM {target.QuotedTable}");
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{table.Schema.Name}: {_progress.Committed} rows of {table.Path} are in {target.Table} of {target.Server.Host}:{target.Server.Port}/{target.Server.Database}, after {taken.TotalSeconds:F1} s; it has {held} rows."));
    }
}
